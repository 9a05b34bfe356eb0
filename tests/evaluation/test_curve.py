"""Curves: where no further gain is seen, said with what the data allow."""

from __future__ import annotations

import pytest

from kaggle_utils.evaluation.curve import Curve
from tests.evaluation.ablations import ablate, grid_of


def curve(total: int, *right: int, levels: tuple[str, ...] = ("0", "1", "2", "3")) -> Curve:
    """Levels that have the first ``right`` problems of ``total``."""
    wanted = dict(zip(levels, right, strict=True))
    (found,) = ablate(grid_of({"shots": levels}), total, lambda cell, n: n < wanted[cell.levels["shots"]]).curves
    return found


def test_it_flattens_at_the_first_level_whose_next_step_is_tied() -> None:
    found = curve(200, 20, 80, 80, 81)
    assert found.flat_from == "1"
    assert str(found).startswith("right answers by shots: flat from 1 on: 2 is statistically tied with it, +0 points (")
    assert "; from 1 to 3, all steps together, statistically tied, +0.5 points (" in str(found)


def test_a_step_that_is_not_significant_is_not_called_flat() -> None:
    found = curve(40, 10, 25, 28, 28)
    assert found.flat_from == "1"
    assert "no gain is shown beyond 1: that 2 is better is not excluded (not enough data), +7.5 points" in str(found)


def test_steps_that_are_small_alone_may_be_a_gain_together() -> None:
    found = curve(60, 10, 13, 16, 19)
    assert found.flat_from == "0"
    assert found.rest is not None
    assert "from 0 to 3, all steps together, better, +15 points" in str(found)


def test_a_fall_is_said() -> None:
    assert "best at 1: 2 is worse, -60 points" in str(curve(100, 20, 80, 20, 20))


def test_without_an_end_it_is_said_that_there_is_none() -> None:
    found = curve(200, 20, 60, 100, 140)
    assert (found.flat_from, found.rest) == (None, None)
    assert str(found) == "right answers by shots: every step up to 3, the last level, is a significant gain"


def test_levels_are_taken_by_size_whatever_their_order() -> None:
    found = curve(200, 100, 10, 60, 140, levels=("8", "1", "4", "16"))
    assert [(step.low, step.high) for step in found.steps] == [("1", "4"), ("4", "8"), ("8", "16")]
    assert [round(step.judgement.comparison.difference) for step in found.steps] == [25, 20, 20]
    assert {step.judgement.family for step in found.steps} == {3}


@pytest.mark.parametrize("levels", [("0", "1"), ("list", "json", "dict"), ("10", "20", "none")])
def test_fewer_than_three_numbers_are_no_curve(levels: tuple[str, ...]) -> None:
    assert ablate(grid_of({"format": levels}), 30, lambda cell, n: True).curves == ()


def test_levels_that_are_not_numbers_stay_outside_a_curve() -> None:
    (found,) = ablate(grid_of({"cases": ("20", "10", "15", "none")}), 30, lambda cell, n: True).curves
    assert [step.high for step in found.steps] == ["15", "20"]
