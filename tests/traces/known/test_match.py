"""Terms compared with a series, up to a factor and a constant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.known.match import MAX_SKIPPED, MIN_OVERLAP, Match, match

SQUARES = [n * n for n in range(30)]
INTEGER = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("terms", "shift", "expected"),
    [
        (SQUARES[:10], 0, Match(0, 10, 1, 1, 0)),
        (SQUARES[4:12], 4, Match(0, 8, 1, 1, 0)),
        ([-term for term in SQUARES[:8]], 0, Match(0, 8, -1, 1, 0)),
        ([3 * term + 5 for term in SQUARES[:8]], 0, Match(0, 8, 3, 1, 5)),
        ([n * n for n in range(0, 40, 2)][:9], 0, Match(0, 9, 4, 1, 0)),
        ([7, 7, *SQUARES[2:12]], 0, Match(2, 12, 1, 1, 0)),
        ([7, 7, *SQUARES[:8]], -2, Match(2, 10, 1, 1, 0)),
        ([7, 7, 7, 7, *SQUARES[4:12]], 0, None),
        (SQUARES[: MIN_OVERLAP - 1], 0, None),
        ([*SQUARES[:8], 65], 0, None),
        ([5] * 10, 0, None),
        (SQUARES[20:30], 25, None),
    ],
)
def test_a_match_is_found_from_the_end(terms: list[int], shift: int, expected: Match | None) -> None:
    assert match(terms, SQUARES, shift) == expected


def test_a_quotient_is_a_match() -> None:
    assert match([n * n // 4 for n in range(0, 40, 2)][:8], [n * n for n in range(0, 60, 2)], 0) == Match(0, 8, 1, 4, 0)


def test_a_constant_series_matches_nothing() -> None:
    assert match(list(range(10)), [3] * 20, 0) is None


@given(st.lists(INTEGER, min_size=12, max_size=20, unique=True), INTEGER.filter(bool), INTEGER, st.integers(0, MAX_SKIPPED))
def test_every_multiple_with_a_constant_matches_and_goes_on(series: list[int], factor: int, constant: int, skipped: int) -> None:
    whole = [factor * value + constant for value in series]
    found = match([10**30] * skipped + whole[skipped:10], series, 0)
    assert found is not None
    assert [found.term_of(value) for value in series[10:]] == whole[10:]


def test_a_value_that_gives_a_fraction_stands_for_no_term() -> None:
    assert Match(0, 8, 1, 2, 1).term_of(3) == 2
    assert Match(0, 8, 1, 2, 1).term_of(4) is None
