from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Expectations, Finding, Severity, Trace, check_trace, compare_traces

SQUARES = (0, 1, 5, 14, 30, 55, 91, 140, 204, 285, 385, 506)
TRACE = Trace(1, SQUARES, target=99)


def check(other: Trace, modulus: int | None = None) -> list[Finding]:
    return check_trace(TRACE, Expectations(modulus=modulus), others=[other])


def test_a_trace_that_agrees_leaves_nothing_to_say() -> None:
    assert check(TRACE) == []
    assert compare_traces(TRACE, TRACE).agrees


def test_the_first_differing_index_is_named_and_which_trace_is_wrong_is_left_open() -> None:
    other = Trace(1, (*SQUARES[:6], 92, 141, *SQUARES[8:]), target=99)
    (finding,) = check(other)
    assert (finding.check, finding.index, finding.value, finding.severity) == ("agreement", 7, 91, Severity.WARNING)
    assert "f(7) is 91, but another program gives 92" in finding.sentence
    assert finding.is_doubt
    assert not compare_traces(TRACE, other).agrees


def test_traces_are_compared_by_index_not_by_position() -> None:
    assert check(Trace(0, (0, *SQUARES), target=99)) == []
    assert [finding.index for finding in check(Trace(0, SQUARES, target=99))] == [1]


def test_traces_are_compared_as_far_as_both_go() -> None:
    shorter, apart = Trace(4, SQUARES[3:9], target=99), Trace(20, (1, 2, 3), target=99)
    assert check(shorter) == []
    assert compare_traces(TRACE, shorter).sizes == range(4, 10)
    assert check(apart) == []
    assert not compare_traces(TRACE, apart).agrees  # they have nothing in common


def test_another_target_is_a_doubt() -> None:
    (finding,) = check(Trace(1, SQUARES, target=98))
    assert (finding.check, finding.index, finding.value, finding.is_error) == ("agreement", None, 99, False)


def test_residues_are_compared_with_exact_terms_by_the_modulus_of_the_problem() -> None:
    reduced = Trace(1, tuple(term % 100 for term in SQUARES), target=99)
    assert check(reduced, modulus=100) == []
    assert [finding.index for finding in check(reduced)] == [8]
    assert [finding.index for finding in check(Trace(1, (*reduced.terms[:8], 5, *reduced.terms[9:]), target=99), modulus=100)] == [9]


def test_exact_terms_are_compared_exactly_even_where_the_problem_has_a_modulus() -> None:
    other = Trace(1, (*SQUARES[:-1], SQUARES[-1] + 100), target=99)
    assert [finding.index for finding in check(other, modulus=100)] == [12]


def test_what_a_second_run_prints_differently_is_an_error() -> None:
    again = Trace(1, (*SQUARES[:11], 507), target=99)
    (finding,) = check_trace(TRACE, repeats=[TRACE, again])
    assert (finding.check, finding.index, finding.value, finding.severity) == ("repeatability", 12, 506, Severity.ERROR)


def test_a_second_run_that_was_stopped_earlier_contradicts_nothing() -> None:
    assert check_trace(TRACE, repeats=[Trace(1, SQUARES[:5], target=99)]) == []


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=12), st.lists(st.integers(0, 99), min_size=1, max_size=12), st.integers(-3, 3),
    st.integers(2, 50),
)  # fmt: skip
def test_comparing_is_symmetric(one: list[int], other: list[int], shift: int, modulus: int) -> None:
    left, right = Trace(0, tuple(one), 5), Trace(shift, tuple(other), 5)
    assert compare_traces(left, right, modulus) == compare_traces(right, left, modulus)
    assert compare_traces(left, left, modulus).agrees
