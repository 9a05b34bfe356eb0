"""What a comparison could have distinguished."""

from __future__ import annotations

import pytest

from kaggle_utils.evaluation.judge import Judgement, judge
from kaggle_utils.evaluation.paired import compare_measures, compare_verdicts
from kaggle_utils.evaluation.power import detectable_points, find_power, needed_problems
from kaggle_utils.evaluation.resolution import resolution_of
from tests.evaluation.test_paired import verdicts


def judged(gained: int, lost: int, total: int, family: int = 1) -> Judgement:
    return judge([compare_verdicts(*verdicts(gained, lost, 0, total - gained - lost))] * family)[0]


def test_the_smallest_difference_that_is_found_is_found_in_four_of_five_trials() -> None:
    assert find_power(100, detectable_points(100, 0.25), 0.25) == pytest.approx(0.8, abs=1e-3)
    assert detectable_points(needed_problems(10, 0.25), 0.25) == pytest.approx(10, abs=0.05)
    assert detectable_points(400, 0.25) < detectable_points(100, 0.25) < detectable_points(100, 0.25, comparisons=5)


def test_so_few_problems_find_nothing() -> None:
    assert detectable_points(2, 0.25) == float("inf")
    assert str(resolution_of(judged(0, 0, 2))).startswith("these pairs are too few for any; to distinguish 3 points you need n = ")


def test_it_is_a_sentence_with_the_number_that_is_needed() -> None:
    found = resolution_of(judged(15, 9, 98))
    assert found.needed == needed_problems(3, 0.25)
    assert found.detectable == pytest.approx(detectable_points(98, 0.25))
    assert str(found) == "these pairs find 14 points in four of five trials; to distinguish 3 points you need n = 2,178"


def test_that_none_of_few_problems_differs_does_not_mean_that_none_will() -> None:
    assert resolution_of(judged(0, 0, 10)).needed == needed_problems(3, 1 / 12)


def test_more_comparisons_need_more() -> None:
    alone, among_four = resolution_of(judged(15, 9, 98)), resolution_of(judged(15, 9, 98, family=4))
    assert alone.needed is not None
    assert among_four.needed is not None
    assert among_four.needed > 1.3 * alone.needed


def test_of_numbers_three_per_cent_of_the_old_mean_are_small() -> None:
    """Statsmodels' TTestPower: an effect of 0.3 standard deviations takes about 90 pairs."""
    new = {str(n): 100.0 + 10 * (-1) ** n for n in range(90)}
    found = resolution_of(judge([compare_measures(new, dict.fromkeys(new, 100.0), "tokens")], margin=5)[0])
    assert (found.small, found.unit) == (3, "tokens")
    assert found.needed == pytest.approx(90, abs=3)
    assert found.detectable == pytest.approx(3, abs=0.05)


def test_without_spread_nothing_is_said() -> None:
    same = {str(n): 100.0 for n in range(9)}
    found = resolution_of(judge([compare_measures(same, same, "tokens")], margin=5)[0])
    assert (found.needed, found.detectable) == (None, None)
    assert "the pairs show no spread" in str(found)
