from __future__ import annotations

import pytest

from kaggle_utils.traces import Finding, Measurement, Severity, Trace, check_trace
from kaggle_utils.traces.checks.agreement import normalise

LOOP = "def f(n):\n    total = 0\n    for k in range(n):\n        total += k * k\n    return total\n"
RENAMED = (
    "# the same\ndef squares(m: int) -> int:\n    '''Add squares.'''\n    s = 0\n    for i in range(m):\n        s += i * i\n    return s\n"
)
FORMULA = "def f(n):\n    return (n - 1) * n * (2 * n - 1) // 6\n"
TRACE = Trace(1, (0, 1, 5, 14, 30, 55, 91, 140, 204, 285, 385, 506), target=99)


def check(other: Trace, code: str = FORMULA) -> list[Finding]:
    return check_trace(TRACE, code=LOOP, others=[Measurement(code, other)])


def test_an_independent_program_that_agrees_leaves_nothing_to_say() -> None:
    assert check(TRACE) == []


def test_the_first_differing_index_is_named() -> None:
    other = Trace(1, (*TRACE.terms[:6], 92, 141, *TRACE.terms[8:]), target=99)
    (finding,) = check(other)
    assert (finding.check, finding.index, finding.value, finding.severity) == ("agreement", 7, 91, Severity.ERROR)
    assert "92" in finding.sentence


def test_traces_are_compared_by_index_not_by_position() -> None:
    assert [(finding.index, finding.is_error) for finding in check(Trace(0, (0, *TRACE.terms), target=99))] == [(1, True), (12, False)]


def test_another_target_is_an_error() -> None:
    assert [finding.is_error for finding in check(Trace(1, TRACE.terms, target=98))] == [True]


def test_a_shorter_trace_that_agrees_is_a_warning() -> None:
    assert [(finding.index, finding.is_error) for finding in check(Trace(1, TRACE.terms[:9], target=99))] == [(9, False)]


def test_the_same_program_under_other_names_is_one_program() -> None:
    (finding,) = check(TRACE, code=RENAMED)
    assert (finding.check, finding.severity) == ("agreement", Severity.WARNING)


def test_what_a_second_run_prints_differently_is_an_error() -> None:
    again = Trace(1, (*TRACE.terms[:11], 507), target=99)
    (finding,) = check_trace(TRACE, repeats=[TRACE, again])
    assert (finding.check, finding.index, finding.value, finding.severity) == ("repeatability", 12, 506, Severity.ERROR)


@pytest.mark.parametrize("other", [FORMULA, LOOP.replace("k * k", "k * k * k"), LOOP.replace("range(n)", "range(n + 1)"), "no python ("])
def test_programs_that_do_something_else_are_not_the_same(other: str) -> None:
    assert normalise(LOOP) != normalise(other)


def test_normalising_forgets_names_comments_hints_and_docstrings() -> None:
    assert normalise(LOOP) == normalise(RENAMED)
