from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from kaggle_utils.traces import guess
from kaggle_utils.traces.calibration import FAMILIES, HINTS, column_of, family_of, interpolate, strength_of
from kaggle_utils.traces.evidence import Evidence
from kaggle_utils.traces.laws.linear import LinearRule

COLUMNS: dict[str, list[dict[str, Any]]] = tomllib.loads((files("kaggle_utils.traces") / "calibration.toml").read_text())["columns"]


def test_there_is_a_column_for_every_tier_and_number_of_probes() -> None:
    assert set(COLUMNS) == {
        column_of(family, tier, skip, probes) for family in FAMILIES for skip in (0, 1) for tier in "ABC" for probes in (0, 1, 3)
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_rises_with_the_strength_and_never_says_certain(name: str) -> None:
    cells = COLUMNS[name]
    assert all(lower["strength"] < upper["strength"] for lower, upper in pairwise(cells))
    assert all(lower["right"] / lower["total"] < upper["right"] / upper["total"] for lower, upper in pairwise(cells))
    assert all(lower["probability"] < upper["probability"] for lower, upper in pairwise(cells))
    assert all(0 < cell["probability"] < 1 for cell in cells)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_probability_is_the_share_that_was_right(name: str) -> None:
    for cell in COLUMNS[name]:
        assert cell["probability"] == pytest.approx((cell["right"] + 0.5) / (cell["total"] + 1), abs=1e-5)


def test_between_two_cells_the_probability_is_interpolated_and_level_beyond_the_ends() -> None:
    column = ([0.0, 10.0, 30.0], [0.2, 0.4, 0.8])
    assert [interpolate(column, strength) for strength in (-5.0, 0.0, 10.0, 30.0, 99.0)] == [0.2, 0.2, 0.4, 0.8, 0.8]
    assert interpolate(column, 5.0) == pytest.approx(0.3)
    assert interpolate(column, 20.0) == pytest.approx(0.6)


PERIODIC = LinearRule("periodic", 0, 0, (0, 0, 0, 0, 1), (1, 2, 3, 4, 5), 5, 8.0)


def test_long_samples_need_more_gain() -> None:
    assert strength_of("values", PERIODIC, Evidence(40, 30, 60.0, 20.0)) < strength_of("values", PERIODIC, Evidence(20, 10, 60.0, 20.0))


def test_in_a_rounded_line_it_counts_how_often_the_sample_is_as_long_as_one_that_always_fits() -> None:
    assert strength_of("lines", PERIODIC, Evidence(40, 35, 999.0, 0.0)) == 8
    assert strength_of("lines", PERIODIC, Evidence(10, 5, 5.0, 0.0)) == 2


def test_what_a_sample_looks_like_decides_before_the_kind_of_the_law() -> None:
    assert family_of("polynomial", None) == "values"
    assert family_of("C-finite", None) == "constants"
    assert family_of("modular", None) == "modular"
    assert {family_of("polynomial", lookalike) for lookalike in ("lines", "words", "primes")} == set(HINTS)


def test_hints_have_one_column_whatever_tier_their_evidence_would_have() -> None:
    assert len({column_of("lines", tier, 0, 1) for tier in "ABC"}) == 1


def test_more_evidence_makes_a_law_more_probable() -> None:
    weak, strong = guess([n * n + 5 for n in range(7)])[0], guess([3**n + n for n in range(30)])[0]
    assert weak.probability < strong.probability
