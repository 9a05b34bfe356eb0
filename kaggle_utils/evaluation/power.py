"""How many problems it takes to find a difference, and what difference the problems at hand can find.

``discordance`` is the share of the problems on which the two ways differ (0 to 1), ``points`` the difference of their shares (0 to 100).
``comparisons`` divides alpha by their number, which is what the first step of Holm's correction asks for. ``design_effect`` is that of
clusters. All are approximations by the normal distribution (Connor, Biometrics 1987), for a two-sided test.
"""

from __future__ import annotations

from math import ceil, inf, sqrt

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.libraries import evaluation_extra

ALPHA, POWER = 0.05, 0.8  # what is customary: a real difference is found in four of five trials
SMALLEST, LARGEST = 1e-3, 99.999  # points: what is looked for between; at 100 nothing is left to chance


def needed_problems(
    points: float, discordance: float, *, power: float = POWER, alpha: float = ALPHA, design_effect: float = 1.0, comparisons: int = 1
) -> int:
    """To find a difference of that many points with that power you need so many problems. Raises InputError for impossible shares."""
    difference, deviation, narrower = _deviations(points, discordance)
    with evaluation_extra():
        from statsmodels.stats.power import normal_sample_size_one_tail
    needed = normal_sample_size_one_tail(difference, power, alpha / 2 / comparisons, std_null=deviation, std_alternative=narrower)
    return ceil(float(needed) * design_effect)


def find_power(
    problems: int, points: float, discordance: float, *, alpha: float = ALPHA, design_effect: float = 1.0, comparisons: int = 1
) -> float:
    """The probability that so many problems find a difference of that many points. Raises InputError for impossible shares."""
    difference, deviation, narrower = _deviations(points, discordance)
    with evaluation_extra():
        from statsmodels.stats.power import normal_power_het
    found = normal_power_het(difference, problems / design_effect, alpha / comparisons, std_null=deviation, std_alternative=narrower)
    return float(found)


def detectable_points(
    problems: int, discordance: float, *, power: float = POWER, alpha: float = ALPHA, design_effect: float = 1.0, comparisons: int = 1
) -> float:
    """The smallest difference, in points, that so many problems find with that power; infinite where they would not find even 100."""
    with evaluation_extra():
        from scipy.optimize import brentq

    def lacking(points: float) -> float:
        found = find_power(problems, points, discordance, alpha=alpha, design_effect=design_effect, comparisons=comparisons)
        return found - power

    return float(brentq(lacking, SMALLEST, LARGEST, xtol=1e-3)) if lacking(LARGEST) > 0 else inf


def needed_for_tie(margin: float, discordance: float, *, power: float = POWER, alpha: float = ALPHA, design_effect: float = 1.0) -> int:
    """To have the same way tried twice judged as tied within that margin, in points, with that power, you need so many problems.

    The interval must end within the margin on both sides (Chow, Shao and Wang, Sample Size Calculations in Clinical Research, equivalence).
    """
    difference, deviation, _ = _deviations(margin, discordance)
    with evaluation_extra():
        from statsmodels.stats.power import normal_sample_size_one_tail
    return ceil(float(normal_sample_size_one_tail(difference, (1 + power) / 2, alpha / 2, std_null=deviation)) * design_effect)


def _deviations(points: float, discordance: float) -> tuple[float, float, float]:
    """The difference as a share, and the standard deviations of a problem's difference without and with it."""
    difference = points / 100
    if not (0 < difference <= 1 and 0 <= discordance <= 1):
        raise InputError(f"a difference of {points:g} points at a discordance of {discordance:g} is not possible")
    # Where fewer problems differ than the difference asks for, all that differ speak for the same way.
    discordance = max(difference, discordance)
    return difference, sqrt(discordance), sqrt(discordance - difference**2)
