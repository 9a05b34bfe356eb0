"""Intervals of a share and of the difference of two shares on the same problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.clusters import design_effect
from kaggle_utils.evaluation.libraries import evaluation_extra
from kaggle_utils.evaluation.pairs import clusters_of

LEVEL = 0.95
TINY = 1e-12  # in place of a variance of 0 at the ends of the range, where rounding may leave less than that


class Interval(NamedTuple):
    """The two ends of a confidence interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """``count`` of ``total``, the interval of the share behind it (0 to 1), and the design effect that widened it."""

    count: int
    total: int
    interval: Interval
    design_effect: float = 1.0

    @property
    def value(self) -> float:
        """Between 0 and 1."""
        return self.count / self.total

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.total}, {100 * self.value:.0f} % ({100 * low:.0f} to {100 * high:.0f} %)"


def wilson(count: float, total: float, level: float = LEVEL) -> Interval:
    """Wilson's score interval of a share (J. Am. Stat. Assoc. 1927). Raises InputError unless 0 <= count <= total and total > 0."""
    if not 0 <= count <= total or total == 0:
        raise InputError(f"{count:g} of {total:g} is not a share")
    with evaluation_extra():
        from statsmodels.stats.proportion import proportion_confint
    low, high = proportion_confint(count, total, alpha=1 - level, method="wilson")
    return Interval(float(low), float(high))


def share(verdicts: Mapping[str, bool], clusters: Mapping[str, str] | None = None, level: float = LEVEL) -> Share:
    """The share of the true among verdicts by problem id, with Wilson's interval.

    With ``clusters`` (the family of each problem, or the problem of each sample) count and total are divided by the design effect first:
    Wilson's interval on the effective sample size, which Franco, Little, Louis and Slud recommend after simulating clustered surveys
    (J. Survey Statistics and Methodology 2019). Raises InputError where no verdict is given or a problem has no cluster.
    """
    if not verdicts:
        raise InputError("no verdict is given, so there is no share of the right ones")
    right = [int(value) for value in verdicts.values()]
    effect = design_effect(right, clusters_of(verdicts, clusters)) if clusters is not None else 1.0
    return Share(sum(right), len(right), wilson(sum(right) / effect, len(right) / effect, level), effect)


def paired_difference(gained: int, lost: int, total: int, *, design_effect: float = 1.0, level: float = LEVEL) -> Interval:
    """The interval of the difference of two shares on the same problems, of which ``gained`` and ``lost`` differ (-1 to 1).

    Tango's score interval (Statistics in Medicine 1998), among those that Fagerland, Lydersen and Laake recommend (Statistics in Medicine
    2014): it contains the differences that McNemar's asymptotic test would not reject, and is not empty where nothing was gained or lost.
    The counts are divided by the design effect of clusters first. Raises InputError unless the counts are possible.
    """
    if not (gained >= 0 <= lost and 0 < total >= gained + lost):
        raise InputError(f"{gained} gained and {lost} lost are not possible of {total}")
    with evaluation_extra():
        from scipy.optimize import brentq
        from scipy.stats import norm
    limit, middle = float(norm.isf((1 - level) / 2)), (gained - lost) / total
    score = _tango_score(gained / design_effect, lost / design_effect, total / design_effect)
    # Nothing lies beyond an end of the range that is also the estimate.
    low = -1.0 if lost == total else float(brentq(lambda difference: score(difference) - limit, -1, middle))
    high = 1.0 if gained == total else float(brentq(lambda difference: score(difference) + limit, middle, 1))
    return Interval(low, high)


def _tango_score(gained: float, lost: float, total: float) -> Callable[[float], float]:
    """How many standard errors the observed difference is above a supposed one."""

    def score(difference: float) -> float:
        linear = (2 * total - gained + lost) * difference - gained - lost
        root = sqrt(max(0.0, linear**2 + 8 * total * lost * difference * (1 - difference)))
        lost_share = (root - linear) / (4 * total)  # the most likely one, if the difference is the supposed one
        variance = total * (2 * lost_share + difference * (1 - difference))
        return (gained - lost - total * difference) / sqrt(max(variance, TINY))

    return score
