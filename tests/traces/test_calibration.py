from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from kaggle_utils.traces import guess
from kaggle_utils.traces.calibration import FAMILIES, column_of, scaled_gain

COLUMNS: dict[str, list[dict[str, Any]]] = tomllib.loads((files("kaggle_utils.traces") / "calibration.toml").read_text())["columns"]


def test_there_is_a_column_for_every_tier_and_number_of_probes() -> None:
    assert set(COLUMNS) == {
        column_of(family, tier, skip, probes) for family in FAMILIES for skip in (0, 1) for tier in "ABC" for probes in (0, 1, 3)
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_rises_with_the_gain_and_never_says_certain(name: str) -> None:
    cells = COLUMNS[name]
    assert all(lower["gain"] < upper["gain"] for lower, upper in pairwise(cells))
    assert all(lower["right"] / lower["total"] < upper["right"] / upper["total"] for lower, upper in pairwise(cells))
    assert all(0 < cell["probability"] < 1 for cell in cells)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_probability_is_the_share_that_was_right(name: str) -> None:
    for cell in COLUMNS[name]:
        assert cell["probability"] == pytest.approx((cell["right"] + 0.5) / (cell["total"] + 1), abs=1e-5)


def test_long_samples_need_more_gain() -> None:
    assert scaled_gain(40, 20, 0) == 40
    assert scaled_gain(40, 40, 0) == 20


def test_more_evidence_makes_a_law_more_probable() -> None:
    weak, strong = guess([n * n + 5 for n in range(7)])[0], guess([3**n + n for n in range(30)])[0]
    assert weak.probability < strong.probability
