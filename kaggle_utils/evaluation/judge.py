"""What a comparison says, in words: better, worse, statistically tied, or not enough data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.libraries import evaluation_extra
from kaggle_utils.evaluation.paired import Comparison, VerdictComparison
from kaggle_utils.evaluation.power import needed_problems

ALPHA = 0.05
MIN_CLUSTERS = 6  # of fewer, even those that all agree have an exact p above 5 %: 2 / 2^5
MARGIN = 5.0  # points: two or three of the 50 problems that AIMO's competitions have


class Conclusion(StrEnum):
    """The four things that can be said of a new way and an old one."""

    BETTER = "better"
    WORSE = "worse"
    TIED = "statistically tied"
    NOT_ENOUGH_DATA = "not enough data"


@dataclass(frozen=True)
class Judgement:
    """A comparison with its p corrected for the ``family`` of comparisons that it was judged with, and the conclusion for a margin."""

    comparison: Comparison
    corrected_p: float
    family: int
    margin: float
    conclusion: Conclusion

    def __str__(self) -> str:
        text = f"{self.conclusion}: {self.comparison}, p {self.comparison.p:.2g}"
        if self.family > 1:
            text += f" ({self.corrected_p:.2g} corrected for {self.family} comparisons)"
        compared = self.comparison
        if self.conclusion is Conclusion.NOT_ENOUGH_DATA and isinstance(compared, VerdictComparison):
            needed = needed_problems(self.margin, compared.discordance, design_effect=compared.design_effect, comparisons=self.family)
            text += f"; to find a difference of {self.margin:g} points takes {needed:,} problems"
        return text


def judge(
    comparisons: Sequence[Comparison], margin: float = MARGIN, *, less_is_better: bool = False, alpha: float = ALPHA
) -> list[Judgement]:
    """Judge a family of comparisons, such as the rows of a table, in their order.

    *better* and *worse*: p is below ``alpha`` after Holm's correction (1979) for the number of comparisons. So small a difference may still
    not matter; its interval says so.

    *tied*: the 95 % interval lies within ``margin`` to both sides of 0. A p above ``alpha`` does not make a tie: of few problems it says
    nothing, and ways that differ would be called equal the more readily, the less was measured (the "power approach" that Schuirmann, J.
    Pharmacokinetics and Biopharmaceutics 1987, refuted). This is his two one-sided tests, each at 2.5 % instead of the usual 5 %, so that
    the interval that is printed is the one that decides. The same way tried twice is therefore tied where it gives the same replies twice,
    or where there are problems or samples enough (``power.needed_for_tie`` says how many); else it is *not enough data*, like everything
    that is neither different nor equal beyond doubt, and like everything on fewer than ``MIN_CLUSTERS`` clusters.

    Ties are not corrected for the number of comparisons: each row's own interval decides. ``margin`` is in the unit of the comparisons.
    Raises InputError for comparisons in different units and for a margin that is not positive.
    """
    if margin <= 0:
        raise InputError(f"the margin is {margin:g}, and must be above 0: nothing lies within it")
    units = {comparison.unit for comparison in comparisons}
    if len(units) > 1:
        raise InputError(f"one margin cannot judge {' and '.join(sorted(units))}: judge them apart")
    corrected = correct([comparison.p for comparison in comparisons])
    return [
        Judgement(comparison, p, len(comparisons), margin, _conclude(comparison, p, margin, less_is_better, alpha))
        for comparison, p in zip(comparisons, corrected, strict=True)
    ]


def correct(ps: Sequence[float]) -> list[float]:
    """Holm's correction of a family of p for their number (Scandinavian Journal of Statistics 1979)."""
    if len(ps) < 2:
        return list(ps)
    with evaluation_extra():
        from statsmodels.stats.multitest import multipletests
    return [float(p) for p in multipletests(ps, method="holm")[1]]


def _conclude(comparison: Comparison, p: float, margin: float, less_is_better: bool, alpha: float) -> Conclusion:
    if comparison.clusters < MIN_CLUSTERS:
        return Conclusion.NOT_ENOUGH_DATA
    if p < alpha:
        return Conclusion.BETTER if (comparison.difference > 0) != less_is_better else Conclusion.WORSE
    low, high = comparison.interval
    return Conclusion.TIED if -margin < low and high < margin else Conclusion.NOT_ENOUGH_DATA
