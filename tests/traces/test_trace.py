from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Trace, TraceError, parse_trace


def test_a_trace_is_read_from_what_a_program_prints() -> None:
    assert parse_trace("target 12\n1 1\n2 2\n3 3\n") == Trace(start=1, terms=(1, 2, 3), target=12)


@pytest.mark.parametrize(
    "output", ["Target: 3\n0, 1\n1, 1\n2, 2", "n f(n)\n0 1\n1 1\n2 2\ntarget = 3\n", "  target 3\n0: 1\n1: 1\n2: 2\ndone\n"]
)
def test_other_punctuation_and_headings_are_tolerated(output: str) -> None:
    assert parse_trace(output) == Trace(start=0, terms=(1, 1, 2), target=3)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("1 1\n2 2\n", 'no line "target N"'),
        ("target 5\n", 'no line "n f(n)"'),
        ("", 'no line "target N"'),
        ("target 5\n1 1\n3 2\n", "do not go up one by one: 3 follows 1"),
        ("target 5\n1 1\n1 2\n", "f(1) is printed twice"),
        ("target 5\n1 1\n2 1.5\n", "f(2) is '1.5', not an integer"),
        ("target 5\n1 True\n", "f(1) is 'True', not an integer"),
        ("target 5\n1 None\n", "f(1) is 'None', not an integer"),
    ],
)
def test_what_is_no_trace_is_refused_with_the_reason(output: str, reason: str) -> None:
    with pytest.raises(TraceError) as error:
        parse_trace(output)
    assert reason in str(error.value)


@given(st.integers(-5, 5), st.lists(st.integers(-(10**40), 10**40), min_size=1, max_size=50), st.integers(0, 10**18))
def test_every_printed_trace_reads_back(start: int, terms: list[int], target: int) -> None:
    lines = [f"target {target}", *[f"{start + i} {term}" for i, term in enumerate(terms)]]
    assert parse_trace("\n".join(lines)) == Trace(start, tuple(terms), target)


def test_terms_longer_than_python_reads_are_refused() -> None:
    with pytest.raises(TraceError, match=r"f\(2\) has more than 4000 digits"):
        parse_trace("target 2\n1 5\n2 1" + "0" * 9000)


def test_the_value_at_the_target_is_known_only_if_the_trace_reaches_it() -> None:
    assert Trace(start=1, terms=(5, 6, 7), target=2).at_target() == 6
    assert Trace(start=1, terms=(5, 6, 7), target=4).at_target() is None
    assert Trace(start=1, terms=(5, 6, 7), target=0).at_target() is None


@given(st.text())
def test_any_output_is_a_trace_or_a_trace_error(output: str) -> None:
    with contextlib.suppress(TraceError):
        parse_trace(output)
