"""Known cases: which of them stand, whatever order the programs come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.strategies.shared.known_cases import CaseError, KnownCases

ONE, RENAMED, OTHER = "x = 1\nprint(x)", "y = 1\nprint(y)", "print(2 - 1)"
VALUES = st.dictionaries(st.integers(0, 5), st.integers(-3, 3))


def test_a_program_that_gives_every_case_passes() -> None:
    KnownCases({1: 1, 2: 3}).check(ONE, {1: 1, 2: 3, 3: 99})


def test_the_smallest_case_that_is_contradicted_is_named() -> None:
    with pytest.raises(CaseError, match=r"f\(2\) is 4, but by the known cases it is 3"):
        KnownCases({7: 0, 2: 3, 1: 1}).check(ONE, {1: 1, 2: 4, 7: 1})


def test_two_different_programs_outvote_a_case() -> None:
    cases = KnownCases({1: 1, 2: 3})
    with pytest.raises(CaseError):
        cases.check(ONE, {1: 1, 2: 4})
    cases.check(OTHER, {1: 1, 2: 4})


@pytest.mark.parametrize(
    ("second", "values"),
    [(ONE, {2: 4}), (RENAMED, {2: 4}), (OTHER, {2: 5})],
    ids=["the same program", "other names", "another value"],
)
def test_what_is_no_second_opinion_outvotes_nothing(second: str, values: dict[int, int]) -> None:
    cases = KnownCases({2: 3})
    with pytest.raises(CaseError):
        cases.check(ONE, {2: 4})
    with pytest.raises(CaseError):
        cases.check(second, values)


def test_a_case_that_a_program_passed_is_an_anchor() -> None:
    cases = KnownCases({1: 1, 2: 3})
    with pytest.raises(CaseError, match=r"f\(1\)"):
        cases.check("print(3)", {1: 0, 2: 3})
    for code in (ONE, OTHER):
        with pytest.raises(CaseError, match=r"f\(2\)"):
            cases.check(code, {1: 1, 2: 4})


def test_certain_cases_are_anchors_from_the_start() -> None:
    cases = KnownCases({2: 3}, certain={2: 3})
    for code in (ONE, OTHER, "print(3)"):
        with pytest.raises(CaseError):
            cases.check(code, {2: 4})


@given(VALUES, VALUES)
def test_one_program_is_refused_exactly_when_it_contradicts_a_case(known: dict[int, int], values: dict[int, int]) -> None:
    contradicts = any(known[size] != values[size] for size in known.keys() & values.keys())
    try:
        KnownCases(known).check(ONE, values)
    except CaseError:
        assert contradicts
    else:
        assert not contradicts
