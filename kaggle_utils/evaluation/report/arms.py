"""The page of arms: each against the one that it is compared with, and where each is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kaggle_utils.evaluation.arm import load_arms
from kaggle_utils.evaluation.judged import JUDGED, judged_cells
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.report.kinds import sections_by_kind
from kaggle_utils.evaluation.report.links import links_of
from kaggle_utils.evaluation.report.pictures import draw_differences, draw_shares, draw_tokens
from kaggle_utils.evaluation.report.problems import list_problems
from kaggle_utils.evaluation.report.section import EvaluationPage, Section, find, verdict_first
from kaggle_utils.evaluation.report.setting import common_facts, differing_table, taken_over
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.table import Outcomes, Row, arms_table
from kaggle_utils.evaluation.tables import Table


def arms_page(
    title: str,
    runs: Mapping[str, Run],
    outcomes: Mapping[str, Outcomes],
    problems: Sequence[EvaluationProblem],
    rows: Sequence[Row],
    out: Path,
) -> EvaluationPage:
    """The page of arms that were run on the same problems; ``rows`` are their table, ``out`` the folder that has their folders."""
    settings = {name: run.settings for name, run in runs.items()}
    folders = {name: run.folder for name, run in runs.items()}
    tried = {id_ for each in outcomes.values() for id_ in each}
    shown = [each for each in problems if each.problem.id in tried]
    families = len({each.family for each in shown})
    facts = {"problems": f"{len(shown)}" + (f" in {families} families" if families < len(shown) else "")}
    kept = [row for row in rows if row.judgement is not None]
    named = [(f"{row.arm} against {row.against}", row.judgement) for row in kept if row.judgement is not None]
    is_one = len({row.against for row in kept}) == 1
    drawn = [(row.arm if is_one else f"{row.arm}\nless {row.against}", row.judgement) for row in kept if row.judgement is not None]
    return EvaluationPage(
        title,
        "",
        facts | common_facts(settings) | taken_over(folders),
        tuple(find(name, judgement) for name, judgement in named),
        (
            Section(
                "differences",
                "Differences",
                f"Each arm less {kept[0].against if is_one else 'the one that it is compared with'}, on the problems that both tried.",
                draw_differences("right", "right answers", drawn),
                tables=(verdict_first(_compared(kept)),),
            ),
            _right(rows),
            *sections_by_kind(outcomes, shown),
            Section(
                "settings",
                "Settings",
                "What each arm is, and the settings that are not the same in all.",
                tables=(_uses(runs), differing_table(settings)),
            ),
        ),
        list_problems(shown, outcomes),
        links_of(folders, out),
    )


def _right(rows: Sequence[Row]) -> Section:
    pictures = [
        *draw_shares("right", "right answers", [(row.arm, row.right) for row in rows]),
        *draw_tokens([(row.arm, row.tokens_a_right_answer) for row in rows]),
    ]
    return Section("right", "Right answers and tokens", pictures=tuple(pictures), tables=(arms_table(rows),))


def _compared(rows: Sequence[Row]) -> Table:
    cells = [(row.arm, row.against or "", *judged_cells(row.judgement)) for row in rows if row.judgement is not None]
    return Table("Comparisons of right answers", ("arm", "against", *JUDGED), tuple(cells))


def _uses(runs: Mapping[str, Run]) -> Table:
    known = load_arms()
    return Table("What each arm is", ("arm", "use"), tuple((name, known[name].use) for name in runs if name in known))
