from __future__ import annotations

import numpy
import pytest
from scipy.stats import binom

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.power import find_power, needed_for_tie, needed_problems


def exact_power(problems: int, points: float, discordance: float) -> float:
    """How often the mid-p McNemar test finds the difference, over all numbers of discordant problems and all their splits."""
    chance_of_gain, power = (1 + points / 100 / discordance) / 2, 0.0
    for discordant in range(1, problems + 1):
        gained = numpy.arange(discordant + 1)
        fewer = numpy.minimum(gained, discordant - gained)
        mid_p = 2 * binom.cdf(fewer, discordant, 0.5) - binom.pmf(fewer, discordant, 0.5)
        found = binom.pmf(gained[mid_p <= 0.05], discordant, chance_of_gain).sum()
        power += float(binom.pmf(discordant, problems, discordance) * found)
    return power


def test_the_number_of_problems_is_connors() -> None:
    # Connor, Biometrics 1987, p. 209, as powerandsamplesize.com works it out: 45 % gained, 5 % lost
    assert needed_problems(40, 0.5) == 23


@pytest.mark.parametrize(("points", "discordance"), [(10, 0.3), (5, 0.2), (20, 0.4), (10, 0.15)])
def test_so_many_problems_have_the_power_that_was_asked_for(points: float, discordance: float) -> None:
    needed = needed_problems(points, discordance)
    assert find_power(needed, points, discordance) == pytest.approx(0.8, abs=0.005)
    assert exact_power(needed, points, discordance) == pytest.approx(0.8, abs=0.04)


def test_a_hundred_problems_do_not_find_five_points() -> None:
    assert find_power(100, 5, 0.2) == pytest.approx(exact_power(100, 5, 0.2), abs=0.02) == pytest.approx(0.2, abs=0.02)


def test_problems_that_hang_together_are_needed_in_greater_number() -> None:
    assert needed_problems(10, 0.3, design_effect=1.5) == pytest.approx(1.5 * needed_problems(10, 0.3), abs=1)
    assert find_power(150, 10, 0.3, design_effect=1.5) == pytest.approx(find_power(100, 10, 0.3))


def test_more_comparisons_need_more_problems() -> None:
    assert needed_problems(10, 0.3, comparisons=10) == needed_problems(10, 0.3, alpha=0.005) > needed_problems(10, 0.3)
    assert find_power(200, 10, 0.3, comparisons=10) < find_power(200, 10, 0.3)


def test_a_tie_needs_as_many_as_an_equivalence_test() -> None:
    # Chow, Shao and Wang, Sample Size Calculations in Clinical Research, 2nd ed., p. 87, as powerandsamplesize.com works it out: variance
    # 0.24, margin 0.2, each side at 5 %
    assert needed_for_tie(20, 0.24, alpha=0.1) == 52


def test_where_fewer_differ_than_the_difference_asks_for_all_of_them_are_gained() -> None:
    assert needed_problems(5, 0) == needed_problems(5, 0.05)


@pytest.mark.parametrize(("points", "discordance"), [(0, 0.2), (-5, 0.2), (101, 0.2), (5, 1.2), (5, -0.1)])
def test_impossible_shares_are_refused(points: float, discordance: float) -> None:
    with pytest.raises(InputError, match="is not possible"):
        needed_problems(points, discordance)
