"""Two runs on the same problems: how far the new one is from the old one, and whether that can be chance.

The methods were chosen by simulation (tests/evaluation/test_coverage.py) on problems like ours, 40 to 120 of them, single or in 20 or 40
families of three wordings. There the intervals contain the truth in 94 to 98 % of the draws, and the tests find 3 to 6 % of the differences
that are not there; both are the more cautious, the fewer problems differ. McNemar's test, applied to wordings as if they were independent,
finds up to 15 % of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, inf, sqrt

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.clusters import cluster_sums, design_effect, robust_variance
from kaggle_utils.evaluation.intervals import LEVEL, Interval, paired_difference
from kaggle_utils.evaluation.libraries import evaluation_extra
from kaggle_utils.evaluation.pairs import pair
from kaggle_utils.evaluation.sign_flip import sign_flip

POINTS = "points"


@dataclass(frozen=True)
class Comparison:
    """A measure of two runs on the same problems.

    ``new`` and ``old`` are its means in ``unit``, ``interval`` is the 95 % interval of their difference, and ``p`` the two-sided
    probability of one as large by chance, both robust to clusters of problems that are not independent.
    """

    problems: int
    clusters: int
    unit: str
    new: float
    old: float
    interval: Interval
    p: float

    @property
    def difference(self) -> float:
        """New minus old."""
        return self.new - self.old


@dataclass(frozen=True)
class VerdictComparison(Comparison):
    """Right and wrong: ``gained`` problems only the new run solved, ``lost`` only the old one. Shares and differences are in points.

    ``p`` is the mid-p value, which decides; ``exact_p`` (McNemar's for single problems) is never too small, and is too large for few
    discordant problems: it finds 2 to 4 % of the differences that are not there where 5 % are allowed, and misses others accordingly.
    """

    gained: int
    lost: int
    exact_p: float
    design_effect: float

    @property
    def discordance(self) -> float:
        """The share of the problems on which the runs differ."""
        return (self.gained + self.lost) / self.problems

    def __str__(self) -> str:
        return f"{self.gained} gained, {self.lost} lost of {_number(self)}, {describe_difference(self)}"


@dataclass(frozen=True)
class MeasureComparison(Comparison):
    """A number a problem, such as tokens or seconds."""

    def __str__(self) -> str:
        return f"{self.new:.4g} against {self.old:.4g} {self.unit} on {_number(self)}, {describe_difference(self)}"


def compare_verdicts(
    new: Mapping[str, bool], old: Mapping[str, bool], *, clusters: Mapping[str, str] | None = None, absent: bool | None = None
) -> VerdictComparison:
    """Compare which problems two runs solved, by problem id; ``clusters`` and ``absent`` as in ``pair``.

    p: the sign-flip test over clusters, exact whatever their sizes if the two runs are exchangeable; for single problems it is McNemar's.
    Interval: Tango's with the counts divided by the design effect. Raises InputError as ``pair`` does, and for what is not a verdict.
    """
    paired = pair(new, old, clusters=clusters, absent=absent)
    for id_, *values in zip(paired.ids, paired.new, paired.old, strict=True):
        if any(value not in (0, 1) for value in values):
            raise InputError(f"{id_}: {values} are not verdicts, True or False: compare_measures compares numbers")
    differences = [int(difference) for difference in paired.differences]
    problems, gained, lost = len(differences), differences.count(1), differences.count(-1)
    sums = [int(total) for total in cluster_sums(differences, paired.clusters)]
    chance, effect = sign_flip(sums), design_effect(differences, paired.clusters)
    low, high = paired_difference(gained, lost, problems, design_effect=effect)
    return VerdictComparison(
        problems=problems,
        clusters=len(sums),
        unit=POINTS,
        new=100 * sum(paired.new) / problems,
        old=100 * sum(paired.old) / problems,
        interval=Interval(100 * low, 100 * high),
        p=chance.mid,
        gained=gained,
        lost=lost,
        exact_p=chance.exact,
        design_effect=effect,
    )


def compare_measures(
    new: Mapping[str, float],
    old: Mapping[str, float],
    unit: str,
    *,
    clusters: Mapping[str, str] | None = None,
    absent: float | None = None,
) -> MeasureComparison:
    """Compare a number a problem, such as tokens or seconds, by problem id; ``clusters`` and ``absent`` as in ``pair``.

    Student's paired t with a cluster-robust standard error and one degree of freedom fewer than there are clusters; for single problems the
    ordinary paired t. Of a single cluster nothing is known: its interval has no ends. Raises InputError as ``pair`` does.
    """
    paired = pair(new, old, clusters=clusters, absent=absent)
    problems, clustered = len(paired.ids), len(set(paired.clusters))
    mean, variance = fsum(paired.differences) / problems, robust_variance(paired.differences, paired.clusters)
    interval, p = Interval(-inf, inf), 1.0
    if clustered > 1:
        with evaluation_extra():
            from scipy.stats import t
        error, freedom = sqrt(variance), clustered - 1
        reach = float(t.isf((1 - LEVEL) / 2, freedom)) * error
        interval = Interval(mean - reach, mean + reach)
        # Without any spread, a difference is certain as far as these problems go, and none is none.
        p = 2 * float(t.sf(abs(mean) / error, freedom)) if error else float(mean == 0)
    return MeasureComparison(problems, clustered, unit, fsum(paired.new) / problems, fsum(paired.old) / problems, interval, p)


def describe_difference(comparison: Comparison) -> str:
    """The difference and its interval, with the unit."""
    low, high = comparison.interval
    return f"{comparison.difference:+.3g} {comparison.unit} ({low:+.3g} to {high:+.3g})"


def _number(comparison: Comparison) -> str:
    apart = comparison.clusters != comparison.problems
    return f"{comparison.problems} problems" + (f" in {comparison.clusters} clusters" if apart else "")
