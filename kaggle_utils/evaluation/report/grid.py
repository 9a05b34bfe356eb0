"""The page of an ablation: its cells, the effect of each level, and the curves of levels that are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kaggle_utils.evaluation.ablation import Ablation, CellResult
from kaggle_utils.evaluation.ablation_tables import name_of, tables_of
from kaggle_utils.evaluation.grid import Factor
from kaggle_utils.evaluation.intervals import Interval, share
from kaggle_utils.evaluation.measure import Measure, find_measures
from kaggle_utils.evaluation.outcome import Outcome, tokens_a_right_answer
from kaggle_utils.evaluation.paired import POINTS, compare_measures
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.report import plots
from kaggle_utils.evaluation.report.kinds import sections_by_kind
from kaggle_utils.evaluation.report.links import links_of
from kaggle_utils.evaluation.report.pictures import capital, draw, draw_differences, draw_shares, draw_tokens
from kaggle_utils.evaluation.report.problems import list_problems
from kaggle_utils.evaluation.report.section import EvaluationPage, Picture, Section, find, verdict_first
from kaggle_utils.evaluation.report.setting import common_facts, differing_table, taken_over
from kaggle_utils.settings import Settings


def ablation_page(ablation: Ablation, settings: Mapping[str, Settings], problems: Sequence[EvaluationProblem], out: Path) -> EvaluationPage:
    """The page of an ablation; ``settings`` are those of each run by its name, ``out`` the folder that has their folders."""
    grid = ablation.grid
    folders = {name: each.out for name, each in settings.items()}
    outcomes = {each.cell.name: each.outcomes for each in ablation.cells}
    cells, effects, *steps = tables_of(ablation)
    sections = [
        Section("effects", "Effects", "Each level less its factor's baseline.", _effects(ablation), tables=(verdict_first(effects),)),
        *(
            [Section("curves", "Curves", pictures=_curves(ablation), sentences=tuple(map(str, ablation.curves)), tables=tuple(steps))]
            if steps
            else []
        ),
        Section("cells", "Cells", pictures=_cells(ablation), tables=(cells,)),
    ]
    sections += sections_by_kind(outcomes, problems)
    sections.append(
        Section("settings", "Settings", "The settings that are not the same in all cells.", tables=(differing_table(settings),))
    )
    return EvaluationPage(
        f"Ablation: {Path(grid.source).stem}",
        grid.use,
        {"problems": str(len(problems)), "design": grid.design, "seeds": str(len(grid.seeds) or 1)}
        | common_facts(settings)
        | taken_over(folders),
        tuple(find(capital(name_of(effect)), effect.judgement) for effect in ablation.effects),
        tuple(sections),
        list_problems(problems, outcomes),
        links_of(folders, out),
    )


def _effects(ablation: Ablation) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for measure in find_measures(ablation.grid.measures):
        named = [(f"{each.factor} = {each.level}", each.judgement) for each in ablation.effects if each.measure == measure]
        pictures += draw_differences(measure.name, measure.title, named)
    return tuple(pictures)


def _cells(ablation: Ablation) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for measure in [each for each in find_measures(ablation.grid.measures) if each.is_verdict]:
        shares = []
        for each in ablation.cells:
            verdicts = {id_: bool(value) for id_, value in measure.values(each.outcomes).items()}
            if verdicts:
                clusters = {id_: ablation.families[each.outcomes[id_].problem] for id_ in verdicts}
                shares.append((each.cell.name, share(verdicts, clusters)))
        pictures += draw_shares(measure.name, measure.title, shares)
    return (*pictures, *draw_tokens([(each.cell.name, tokens_a_right_answer(each.outcomes.values())) for each in ablation.cells]))


def _curves(ablation: Ablation) -> tuple[Picture, ...]:
    """A picture for each curve: the measure at each level, over the cells that all levels of the factor have."""
    measure = find_measures(ablation.grid.measures)[0]
    label = f"{measure.title}, per cent" if measure.unit == POINTS else measure.title
    pictures: list[Picture] = []
    for curve in ablation.curves:
        factor = next(each for each in ablation.grid.factors if each.name == curve.factor)
        figure = plots.plot_curves({factor.name: _points(ablation, factor, measure)}, factor.name, label)
        pictures += draw(f"curve-{factor.name}", figure, f"{capital(measure.title)} by {factor.name}.", "With 95 % intervals.")
    return tuple(pictures)


def _points(ablation: Ablation, factor: Factor, measure: Measure) -> list[plots.Point]:
    points = []
    for level in factor.numbers:
        outcomes: dict[str, Outcome] = {}
        for each in ablation.cells:
            if each.cell.levels[factor.name] == level and _has_all_levels(ablation.cells, each, factor):
                outcomes |= {f"{each.cell.name}: {sample}": outcome for sample, outcome in each.outcomes.items()}
        values = measure.values(outcomes)
        if not values:
            continue
        clusters = {id_: ablation.families[outcomes[id_].problem] for id_ in values}
        if measure.is_verdict:
            found = share({id_: bool(value) for id_, value in values.items()}, clusters)
            scaled = Interval(100 * found.interval.low, 100 * found.interval.high)
            points.append(plots.Point(float(level), 100 * found.value, scaled))
        else:
            compared = compare_measures(values, dict.fromkeys(values, 0.0), measure.unit, clusters=clusters)
            points.append(plots.Point(float(level), compared.new, compared.interval))
    return points


def _has_all_levels(cells: Sequence[CellResult], each: CellResult, factor: Factor) -> bool:
    """Whether there is a cell for every level that is a number and the same levels of the other factors."""
    known = [other.cell.levels for other in cells]
    return all({**each.cell.levels, factor.name: level} in known for level in factor.numbers)
