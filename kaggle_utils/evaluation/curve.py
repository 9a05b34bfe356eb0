"""Curves: how a measure moves with a factor whose levels are numbers, and from where on no further gain is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kaggle_utils.evaluation.grid import Factor
from kaggle_utils.evaluation.judge import Conclusion, Judgement
from kaggle_utils.evaluation.measure import Measure
from kaggle_utils.evaluation.paired import describe_difference

MIN_LEVELS = 3  # fewer do not make a curve
CompareLevels = Callable[[Factor, Measure, Sequence[tuple[str, str]]], list[Judgement]]
"""Compares pairs of levels (new, old) of a factor by a measure, as one family; pairs without data are left out."""


@dataclass(frozen=True)
class Step:
    """From one level to the next."""

    low: str
    high: str
    judgement: Judgement


@dataclass(frozen=True)
class Curve:
    """The steps between neighbouring levels, one family of comparisons.

    ``flat_from`` is the first level whose next step is not a significant gain, None where every step is one. ``rest`` compares the last
    level with it, by itself: several steps may together be a gain that none of them shows.
    """

    factor: str
    measure: str
    steps: tuple[Step, ...]
    flat_from: str | None
    rest: Judgement | None

    def __str__(self) -> str:
        last = self.steps[-1].high
        if self.flat_from is None:
            return f"{self.measure} by {self.factor}: every step up to {last}, the last level, is a significant gain"
        step = next(step for step in self.steps if step.low == self.flat_from)
        words = {
            Conclusion.TIED: f"flat from {step.low} on: {step.high} is {Conclusion.TIED} with it",
            Conclusion.WORSE: f"best at {step.low}: {step.high} is worse",
            Conclusion.NOT_ENOUGH_DATA: f"no gain is shown beyond {step.low}: that {step.high} is better is not excluded "
            f"({Conclusion.NOT_ENOUGH_DATA})",
        }
        text = f"{self.measure} by {self.factor}: {words[step.judgement.conclusion]}, {describe_difference(step.judgement.comparison)}"
        if self.rest is None:
            return text
        rest = f"from {step.low} to {last}, all steps together, {self.rest.conclusion}"
        return f"{text}; {rest}, {describe_difference(self.rest.comparison)}"


def draw_curve(factor: Factor, measure: Measure, compare: CompareLevels) -> Curve | None:
    """The curve of a factor's levels that are numbers; None for fewer than three, or where cells are missing."""
    levels = factor.numbers
    pairs = list(zip(levels[1:], levels, strict=False))
    judged = compare(factor, measure, pairs) if len(levels) >= MIN_LEVELS else []
    if not judged or len(judged) < len(pairs):
        return None
    steps = tuple(Step(low, high, judgement) for (high, low), judgement in zip(pairs, judged, strict=True))
    flat = next((step for step in steps if step.judgement.conclusion is not Conclusion.BETTER), None)
    rest = compare(factor, measure, [(levels[-1], flat.low)])[0] if flat is not None and flat.high != levels[-1] else None
    return Curve(factor.name, measure.title, steps, None if flat is None else flat.low, rest)
