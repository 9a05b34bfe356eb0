"""What a comparison could have distinguished: the smallest difference that its problems find, and how many problems a small one takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

from kaggle_utils.evaluation.judge import Judgement
from kaggle_utils.evaluation.libraries import evaluation_extra
from kaggle_utils.evaluation.paired import POINTS, Comparison, VerdictComparison
from kaggle_utils.evaluation.power import ALPHA, POWER, detectable_points, needed_problems

SMALL = 3.0  # points, or per cent of the old mean: what the field's tables like to call a gain


@dataclass(frozen=True)
class Resolution:
    """``detectable``: the smallest difference that the pairs at hand find in four of five trials, in the comparison's unit.

    ``needed``: how many pairs (a problem, or a sample of one, under both settings) it takes to find a difference of ``small`` in
    four of five trials. Both allow for clusters and for the number of comparisons; None where the pairs show no spread to reckon with.
    """

    unit: str
    small: float
    detectable: float | None
    needed: int | None

    def __str__(self) -> str:
        if self.needed is None or self.detectable is None:
            return "the pairs show no spread, so nothing is known of what more of them would find"
        found = f"find {self.detectable:.3g} {self.unit} in four of five trials" if isfinite(self.detectable) else "are too few for any"
        return f"these pairs {found}; to distinguish {self.small:.3g} {self.unit} you need n = {self.needed:,}"


def resolution_of(judgement: Judgement) -> Resolution:
    """The resolution of a comparison in the family that it was judged with."""
    compared, family = judgement.comparison, judgement.family
    if not isinstance(compared, VerdictComparison):
        return _of_measure(compared, family)
    # Laplace's rule of succession: of few problems, that none differs does not mean that none ever will.
    discordance = (compared.gained + compared.lost + 1) / (compared.problems + 2)
    needed = needed_problems(SMALL, discordance, design_effect=compared.design_effect, comparisons=family)
    detectable = detectable_points(compared.problems, discordance, design_effect=compared.design_effect, comparisons=family)
    return Resolution(compared.unit, SMALL, detectable, needed)


def _of_measure(compared: Comparison, family: int) -> Resolution:
    """By the standard error that the interval shows, and the normal distribution, as sample sizes are reckoned for the paired t."""
    with evaluation_extra():
        from scipy.stats import norm, t
    small = SMALL if compared.unit == POINTS else SMALL / 100 * compared.old
    reach = compared.interval.high - compared.difference
    if not isfinite(reach) or reach <= 0 or small <= 0:
        return Resolution(compared.unit, small, None, None)
    error = reach / float(t.isf(ALPHA / 2, compared.clusters - 1))
    detectable = error * float(norm.isf(ALPHA / 2 / family) + norm.isf(1 - POWER))
    return Resolution(compared.unit, small, detectable, ceil(compared.problems * (detectable / small) ** 2))
