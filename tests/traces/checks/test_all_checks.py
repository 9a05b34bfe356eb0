from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Expectations, Finding, Severity, Trace, check_trace

CATALAN = tuple(math.comb(2 * n, n) // (n + 1) for n in range(20))


def check(terms: Sequence[Any], start: int = 0, **declared: Any) -> list[Finding]:
    return check_trace(Trace(start, tuple(terms), target=100), Expectations(**declared))


def named(findings: list[Finding], name: str) -> list[tuple[int | None, object, Severity]]:
    return [(finding.index, finding.value, finding.severity) for finding in findings if finding.check == name]


def replaced(terms: Sequence[int], position: int, value: Any) -> tuple[Any, ...]:
    return (*terms[:position], value, *terms[position + 1 :])


@pytest.mark.parametrize(
    "terms",
    [
        CATALAN,
        tuple(2**n for n in range(80)),
        tuple(10**n for n in range(25)),
        tuple(math.factorial(n) for n in range(30)),
        tuple(n**2 for n in range(20)),
        tuple((-1) ** n * n**3 for n in range(20)),
        (0, 1, 0, 1) * 8,
        tuple(2**n - 1 for n in range(70)),
    ],
    ids=["catalan", "powers of 2", "powers of 10", "factorials", "squares", "alternating", "periodic", "mersenne"],
)
def test_nothing_is_said_against_a_healthy_trace(terms: tuple[int, ...]) -> None:
    assert check(terms) == []


@pytest.mark.parametrize(
    ("term", "severity", "says"),
    [
        (True, Severity.ERROR, "truth value"),
        (14.5, Severity.ERROR, "not an integer"),
        (float("nan"), Severity.ERROR, "not an integer"),
        (float("inf"), Severity.ERROR, "not an integer"),
        (2.0**60, Severity.ERROR, "floats skip integers"),
        (14.0, Severity.WARNING, "a float"),
        (Fraction(1, 2), Severity.ERROR, "not an integer"),
        (Fraction(14), Severity.WARNING, "a fraction"),
        ("14", Severity.ERROR, "not an integer"),
    ],
)
def test_a_term_that_is_no_plain_integer_is_named(term: Any, severity: Severity, says: str) -> None:
    (finding,) = check(replaced(CATALAN, 4, term), start=1)
    assert (finding.check, finding.index, finding.severity) == ("integrality", 5, severity)
    assert says in finding.sentence


def test_a_machine_integer_is_named_because_it_may_overflow() -> None:
    numpy = pytest.importorskip("numpy")
    (finding,) = check(replaced(CATALAN, 4, numpy.int64(14)))
    assert (finding.index, finding.severity) == (4, Severity.WARNING)
    assert "int64" in finding.sentence


def test_none_is_a_sentinel() -> None:
    assert named(check(replaced(CATALAN, 6, None)), "sentinel") == [(6, None, Severity.ERROR)]


def test_integers_that_went_through_a_float_are_noticed() -> None:
    rounded = [int(float(3**n)) for n in range(50)]
    (finding,) = check(rounded)
    assert (finding.check, finding.severity) == ("rounding", Severity.ERROR)
    assert rounded[finding.index or 0] == finding.value


@pytest.mark.parametrize(("count", "finds"), [(0, 1), (5, 1), (8, 1), (11, 1), (12, 0)])
def test_short_traces_are_named(count: int, finds: int) -> None:
    assert len(named(check(CATALAN[:count]), "length")) == finds


def test_an_empty_trace_is_an_error() -> None:
    assert [finding.severity for finding in check(())] == [Severity.ERROR]


def test_a_trace_shorter_than_asked_for_names_its_last_index() -> None:
    assert named(check(CATALAN, start=3, last=40), "length") == [(22, CATALAN[-1], Severity.WARNING)]


def test_a_negative_count_is_an_error_only_where_f_is_declared_to_count() -> None:
    terms = replaced(CATALAN, 5, -42)
    assert named(check(terms, start=1, nonnegative=True), "sign") == [(6, -42, Severity.ERROR)]
    assert named(check(terms, start=1), "sign") == []


def test_terms_beyond_all_there_are_are_errors() -> None:
    assert named(check((1, 2, 4, 8, 17, 32, 64, 128), at_most=lambda n: 2**n), "range") == [(4, 17, Severity.ERROR)]


def test_a_zero_is_a_doubt_where_a_positive_integer_is_asked_for() -> None:
    terms = replaced(CATALAN, 5, 0)
    assert named(check(terms, start=1, positive=True), "sentinel") == [(6, 0, Severity.WARNING)]
    assert named(check(terms, start=1), "sentinel") == []


def test_bounds_are_about_one_size_only() -> None:
    falling = replaced(CATALAN, 8, 400)
    assert named(check(falling, increasing=True, size=100), "monotonicity")[0] == (8, 400, Severity.ERROR)
    assert named(check(falling, increasing=True, size=101), "monotonicity")[0] == (8, 400, Severity.ERROR)  # less than 101: up to 100
    assert all(severity is Severity.WARNING for _, _, severity in named(check(falling, increasing=True, size=50), "monotonicity"))
    assert named(check(CATALAN, at_most=lambda n: n, size=50), "range") == []


def test_residues_may_fall_and_grow_as_they_like() -> None:
    residues = [3**n % (10**9 + 7) for n in range(40)]
    assert check(residues, modulus=10**9 + 7, increasing=True) == []
    assert named(check(residues), "overflow") == []


def test_a_target_that_the_statement_does_not_name_is_a_doubt() -> None:
    assert named(check(CATALAN, numbers=frozenset({3, 2024})), "target") == [(None, 100, Severity.WARNING)]
    assert named(check(CATALAN, numbers=frozenset({3, 101})), "target") == []
    assert named(check(CATALAN), "target") == []


def test_only_what_speaks_against_the_values_is_a_doubt() -> None:
    assert [finding.is_doubt for finding in check(CATALAN[:9], last=40)] == [False, False]
    assert [finding.is_doubt for finding in check(replaced(CATALAN, 7, -1)) if finding.check == "sentinel"] == [True]


def test_a_fall_is_an_error_where_f_is_declared_to_grow() -> None:
    assert named(check(replaced(CATALAN, 8, 400), increasing=True), "monotonicity")[0] == (8, 400, Severity.ERROR)


def test_the_only_fall_of_a_growing_trace_is_a_warning() -> None:
    assert (9, 1400, Severity.WARNING) in named(check(replaced(CATALAN, 9, 1400)), "monotonicity")


@pytest.mark.parametrize("factor", [0.1, 10.0])
def test_a_term_off_the_growth_of_its_neighbours_is_named(factor: float) -> None:
    wrong = int(CATALAN[12] * factor)
    assert named(check(replaced(CATALAN, 12, wrong)), "growth") == [(12, wrong, Severity.WARNING)]


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("base", [3, 7])
def test_terms_that_wrapped_round_are_errors(bits: int, base: int) -> None:
    wrapped = [(base**n + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1) for n in range(45)]
    ((index, _, severity),) = named(check(wrapped), "overflow")
    assert severity is Severity.ERROR
    assert index is not None
    assert wrapped[index] != base**index


@pytest.mark.parametrize(("terms", "name"), [((7,) * 12, "constant"), ((0,) * 12, "constant"), (tuple(range(3, 15)), "degenerate")])
def test_traces_that_say_nothing_are_named(terms: tuple[int, ...], name: str) -> None:
    assert named(check(terms, start=3), name) == [(3, terms[0], Severity.WARNING)]


def test_values_that_stand_for_nothing_found_are_named() -> None:
    assert named(check(replaced(CATALAN, 7, -1)), "sentinel") == [(7, -1, Severity.WARNING)]
    assert named(check((3, 10**9, 5, 9, 10**9, 11, 12, 40, 41, 50, 66, 70)), "sentinel") == [(1, 10**9, Severity.WARNING)]


def test_errors_come_before_warnings() -> None:
    findings = check(replaced(CATALAN[:9], 7, -1), nonnegative=True)
    assert [finding.severity for finding in findings] == sorted((finding.severity for finding in findings), key="error warning".index)
    assert findings[0].is_error
    assert not findings[-1].is_error


@given(st.integers(-3, 3), st.lists(st.integers(-(2**70), 2**70) | st.integers(-3, 3), max_size=40))
def test_every_finding_on_integers_names_a_term_of_the_trace(start: int, terms: list[int]) -> None:
    for finding in check(terms, start=start):
        assert finding.sentence
        if finding.index is not None:
            assert terms[finding.index - start] == finding.value


@given(st.lists(st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(), max_size=20))
def test_whatever_stands_in_a_trace_every_term_that_is_no_integer_is_found(terms: list[Any]) -> None:
    odd = {index for index, term in enumerate(terms) if type(term) is not int}
    assert {finding.index for finding in check(terms) if finding.check in ("integrality", "sentinel") and finding.index in odd} == odd
