"""How lm-eval compares two models: each run's mean and standard error, as if the runs had met different problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, stdev

from scipy.stats import norm


@dataclass(frozen=True)
class Unpaired:
    """The difference of two means in points, its 95 % interval by the two standard errors, and the two-sided p of z."""

    difference: float
    low: float
    high: float
    p: float


def compare_unpaired(new: Mapping[str, float], old: Mapping[str, float]) -> Unpaired:
    """``calculate_z_value`` of lm-evaluation-harness, scripts/model_comparator.py: z = (a - b) / sqrt(se(a)^2 + se(b)^2).

    The standard errors are its ``mean_stderr`` (lm_eval/api/metrics.py): the sample's standard deviation over the root of the number.
    """
    difference = fmean(new.values()) - fmean(old.values())
    error = sqrt(sum(stdev(values) ** 2 / len(values) for values in (list(new.values()), list(old.values()))))
    z = difference / error if error else inf if difference else 0.0
    reach = float(norm.isf(0.025)) * error
    return Unpaired(100 * difference, 100 * (difference - reach), 100 * (difference + reach), 2 * float(norm.sf(abs(z))))
