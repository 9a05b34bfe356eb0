"""Programs that read n and print a(n), rewritten as programs that print a trace."""

from __future__ import annotations

import contextlib
import io

import pytest

from kaggle_utils.codeseq.trace_form import as_trace_program
from kaggle_utils.traces import parse_trace
from tests.codeseq.name_rules import understand

TITLES = [
    "a(n) = 3*n^2 + 2*n + 7",
    "a(n) = 4*a(n-1) + 5*a(n-2), with a(0) = 2, a(1) = 3",
    "Numbers congruent to {1, 9, 14} mod 25",
    "Expansion of (1 + x)/(1 - 2*x - 3*x^2)",
]


def printed(program: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(program, {})
    return output.getvalue()


@pytest.mark.parametrize("title", TITLES)
def test_the_trace_is_that_of_the_program(title: str) -> None:
    rule = understand(title)
    assert rule is not None
    program = as_trace_program(rule.program(1), 1, 60)
    assert program is not None
    trace = parse_trace(printed(program))
    assert trace.target == 60
    assert dict(enumerate(trace.terms, trace.start)) == {n: rule.value(n) for n in range(1, 41)}


def test_imports_stay_before_the_function() -> None:
    program = as_trace_program("from math import comb\nn = int(input())\nprint(comb(2*n, n))", 0, 5)
    assert program is not None
    assert program.splitlines()[1:5] == ["from math import comb", "", "def f(n):", "    return comb(2*n, n)"]


def test_a_mistake_stays() -> None:
    wrong = as_trace_program("n = int(input()) + 1\nprint(n*n)", 1, 3)
    assert wrong is not None
    assert parse_trace(printed(wrong)).terms == (4, 9, 16)
    refused = as_trace_program("n = int(input())\nprint((n*n)", 1, 3)
    assert refused is not None
    with pytest.raises(SyntaxError):
        compile(refused, "program", "exec")


@pytest.mark.parametrize(
    "code",
    [
        "print(7)",
        "a = int(input())\nb = int(input())\nprint(a + b)",
        "n = int(input())\nfor k in range(n):\n    print(k)",
        "n = int(input())\nprint(n)\nprint(n)",
    ],
)
def test_a_program_of_another_form_is_not_rewritten(code: str) -> None:
    assert as_trace_program(code, 1, 9) is None
