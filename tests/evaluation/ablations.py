"""Outcomes and grids for tests of what is made of them, without a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kaggle_utils.evaluation.ablation import Ablation, CellResult, analyse
from kaggle_utils.evaluation.cells import Cell, cells_of
from kaggle_utils.evaluation.grid import Design, Factor, Grid
from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.problem import Problem


def outcome(id_: str, is_right: bool = True, tokens: int = 100) -> Outcome:
    return Outcome(id_, "trace", is_right, True, True, None, tokens, 1, ())


def problems(total: int, families: int | None = None) -> list[EvaluationProblem]:
    return [EvaluationProblem(Problem(f"p{n}", f"What is {n}?", n), f"family {n % (families or total)}") for n in range(total)]


def grid_of(factors: Mapping[str, Sequence[str]], design: Design = "one-at-a-time", measures: Sequence[str] = ("right",)) -> Grid:
    """A grid of factors by name, whose first level is the baseline's."""
    made = tuple(Factor(name, {level: {} for level in levels}, levels[0]) for name, levels in factors.items())
    return Grid("mine.toml", "Which?", design, tuple(measures), (), {}, made)


def ablate(grid: Grid, total: int, decide: Callable[[Cell, int], bool]) -> Ablation:
    """Analyse cells whose n-th problem is right where ``decide`` says so."""
    results = [CellResult(cell, {f"p{n}": outcome(f"p{n}", decide(cell, n)) for n in range(total)}) for cell in cells_of(grid)]
    return analyse(grid, results, problems(total))
