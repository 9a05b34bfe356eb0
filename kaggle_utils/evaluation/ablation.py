"""An ablation: the cells of a grid are run on the same problems, and each level is compared with the baseline's."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.engines import Engine
from kaggle_utils.evaluation.cells import Cell
from kaggle_utils.evaluation.curve import Curve, draw_curve
from kaggle_utils.evaluation.grid import Factor, Grid
from kaggle_utils.evaluation.judge import Judgement
from kaggle_utils.evaluation.measure import Measure, compare_by, find_measures, judge_by
from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.paired import Comparison
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Resume, run
from kaggle_utils.evaluation.table import Outcomes, outcomes_of
from kaggle_utils.fanout import Place
from kaggle_utils.settings import Settings

logger = logging.getLogger(__name__)

MakeEngine = Callable[[Settings], Engine]


@dataclass(frozen=True)
class CellResult:
    """A cell and its outcomes by sample: a problem's id, and the seed where there are several."""

    cell: Cell
    outcomes: Outcomes


@dataclass(frozen=True)
class Effect:
    """A level of a factor compared with the baseline's, by one measure, over all cells that differ in nothing else."""

    factor: str
    level: str
    against: str
    measure: Measure
    judgement: Judgement


@dataclass(frozen=True)
class Ablation:
    """What a grid found. The comparisons of one measure are one family, and so are the steps of one curve."""

    grid: Grid
    families: Mapping[str, str]
    cells: tuple[CellResult, ...]
    effects: tuple[Effect, ...]
    curves: tuple[Curve, ...]


def run_cells(
    plan: Sequence[tuple[Cell, Mapping[str, Settings]]],
    problems: Sequence[EvaluationProblem],
    resume: Resume = "if-possible",
    width: int | None = None,
    make_engine: MakeEngine | None = None,
    place: Place | None = None,
) -> list[CellResult]:
    """Run every cell, the samples of ``cells.settings_of`` one after another; what the folders hold is not made again.

    ``make_engine`` replaces the engine that settings name. Raises InputError and EngineError as ``run.run`` does.
    """
    results = []
    for cell, samples in plan:
        outcomes: dict[str, Outcome] = {}
        for sample, settings in samples.items():
            made = run([each.problem for each in problems], settings, resume, width, make_engine and make_engine(settings), place=place)
            named = outcomes_of(made, problems).items()
            outcomes |= {f"{id_}, {sample}" if sample else id_: outcome for id_, outcome in named}
        results.append(CellResult(cell, outcomes))
    return results


def analyse(grid: Grid, cells: Sequence[CellResult], problems: Sequence[EvaluationProblem]) -> Ablation:
    """Compare each level with its factor's baseline by every measure, and draw the curves of levels that are numbers.

    Of a one-at-a-time design these are the cells against the baseline; of a full grid each pair of cells that differ in the factor alone
    counts, paired by cell and problem. Samples of a problem, and wordings of a family, are one cluster.
    """
    families = {each.problem.id: each.family for each in problems}
    measures = find_measures(grid.measures)
    effects = [effect for measure in measures for effect in _effects(grid, cells, measure, families)]

    def compare_steps(factor: Factor, measure: Measure, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        found = [_compare(cells, factor.name, level, other, measure, families) for level, other in pairs]
        return judge_by(measure, [each for each in found if each is not None])

    curves = [draw_curve(factor, measures[0], compare_steps) for factor in grid.factors]
    return Ablation(grid, families, tuple(cells), tuple(effects), tuple(curve for curve in curves if curve is not None))


def _effects(grid: Grid, cells: Sequence[CellResult], measure: Measure, families: Mapping[str, str]) -> Iterator[Effect]:
    named = [(factor, level) for factor in grid.factors for level in factor.levels if level != factor.baseline]
    found = [(factor, level, _compare(cells, factor.name, level, factor.baseline, measure, families)) for factor, level in named]
    compared = [(factor, level, comparison) for factor, level, comparison in found if comparison is not None]
    if len(compared) < len(found):
        logger.warning("%s: %d of %d comparisons have no problem to be made on", measure.title, len(found) - len(compared), len(found))
    judged = judge_by(measure, [comparison for _, _, comparison in compared])
    for (factor, level, _), judgement in zip(compared, judged, strict=True):
        yield Effect(factor.name, level, factor.baseline, measure, judgement)


def _compare(
    cells: Sequence[CellResult], factor: str, level: str, other: str, measure: Measure, families: Mapping[str, str]
) -> Comparison | None:
    """Compare two levels over all pairs of cells that differ in this factor alone, paired by cell and sample."""
    by_levels = {frozenset(each.cell.levels.items()): each for each in cells}
    new: dict[str, Outcome] = {}
    old: dict[str, Outcome] = {}
    for each in cells:
        partner = by_levels.get(frozenset({**each.cell.levels, factor: other}.items()))
        if each.cell.levels[factor] == level and partner is not None:
            new |= {f"{partner.cell.name}: {sample}": outcome for sample, outcome in each.outcomes.items()}
            old |= {f"{partner.cell.name}: {sample}": outcome for sample, outcome in partner.outcomes.items()}
    clusters = {id_: families[outcome.problem] for id_, outcome in {**new, **old}.items()}
    return compare_by(measure, new, old, clusters)
