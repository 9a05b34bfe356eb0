"""The page of any runs that were compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.evaluation.compare import ComparedRun, shares_of, tables_of
from kaggle_utils.evaluation.measure import MEASURES, Measure
from kaggle_utils.evaluation.outcome import tokens_a_right_answer
from kaggle_utils.evaluation.recorded import Recorded
from kaggle_utils.evaluation.report.kinds import sections_by_kind
from kaggle_utils.evaluation.report.links import links_of
from kaggle_utils.evaluation.report.pictures import capital, draw_differences, draw_shares, draw_tokens
from kaggle_utils.evaluation.report.problems import list_problems
from kaggle_utils.evaluation.report.section import EvaluationPage, Picture, Section, find, verdict_first
from kaggle_utils.evaluation.report.setting import common_facts, differing_table
from kaggle_utils.evaluation.tables import Table


def comparison_page(runs: Sequence[Recorded], compared: Sequence[ComparedRun], measures: Sequence[Measure], out: Path) -> EvaluationPage:
    """The page of what ``compare_runs`` returned, for the folder ``out``."""
    settings = {each.name: each.settings for each in runs}
    problems = list({each.problem.id: each for run in runs for each in run.problems.values()}.values())
    outcomes = {run.name: run.outcomes for run in runs}
    table, differences = tables_of(runs, compared, measures)
    changed = [(each.name, each.against, ", ".join(each.gained) or "none", ", ".join(each.lost) or "none") for each in compared]
    sections = [
        Section(
            "differences",
            "Differences",
            f"Each run less {compared[0].against}.",
            _differences(compared, measures),
            tables=(verdict_first(differences),),
        ),
        Section("right", "Right answers and tokens", pictures=_shares(runs, measures), tables=(table,)),
    ]
    sections += sections_by_kind(outcomes, problems)
    sections += [
        Section("changed", "Gained and lost", tables=(Table("Problems", ("run", "against", "gained", "lost"), tuple(changed)),)),
        Section("settings", "Settings", "The settings that are not the same in all runs.", tables=(differing_table(settings),)),
    ]
    return EvaluationPage(
        f"Comparison of {len(runs)} runs",
        "",
        {"runs": ", ".join(each.name for each in runs), "problems": str(len(problems))} | common_facts(settings),
        tuple(
            find(f"{capital(MEASURES[name].title)}, {each.name} against {each.against}", judgement)
            for each in compared
            for name, judgement in each.judgements.items()
        ),
        tuple(sections),
        list_problems(problems, outcomes),
        links_of({each.name: each.folder for each in runs}, out),
    )


def _differences(compared: Sequence[ComparedRun], measures: Sequence[Measure]) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for measure in measures:
        named = [(each.name, each.judgements[measure.name]) for each in compared if measure.name in each.judgements]
        pictures += draw_differences(measure.name, measure.title, named)
    return tuple(pictures)


def _shares(runs: Sequence[Recorded], measures: Sequence[Measure]) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for measure in [MEASURES["right"], *[each for each in measures if each.is_verdict and each.name != "right"]]:
        shares = [(each.name, shares_of(each, measure)) for each in runs if measure.values(each.outcomes)]
        pictures += draw_shares(measure.name, measure.title, shares)
    return (*pictures, *draw_tokens([(each.name, tokens_a_right_answer(each.outcomes.values())) for each in runs]))
