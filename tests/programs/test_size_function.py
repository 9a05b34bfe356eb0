"""A function of the size, called by us for the sizes that we choose."""

from __future__ import annotations

import ast
import contextlib
import io

import pytest

from kaggle_utils.programs.retarget import retarget
from kaggle_utils.programs.size_function import find_size, find_size_function, print_trace

FIBONACCI = """
N = 60
def f(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
"""
UNDEFINED_AT_FIRST = "import math\ndef f(n):\n    if n < 3:\n        raise ValueError\n    return math.comb(n, 3)\n"
TABLE_BEFORE = """
import sys
sys.setrecursionlimit(10_000)
LIMIT = 50
is_prime = [True] * LIMIT
for p in range(2, LIMIT):
    for multiple in range(2 * p, LIMIT, p):
        is_prime[multiple] = False
def f(n):
    return sum(is_prime[2:n + 1])
"""
ENDLESS = "def f(n):\n    return n * n\nanswer = 0\nwhile True:\n    answer += f(10 ** 9)\n"


def printed(code: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, {"__name__": "__main__"})  # the program that is tested
    return output.getvalue()


def trace_program(code: str, sizes: range = range(1, 6)) -> str:
    tree = ast.parse(code)
    function = find_size_function(tree)
    assert function is not None
    return print_trace(tree, function, 60, sizes)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(FIBONACCI, "1 1\n2 1\n3 2\n4 3\n5 5\n", id="only a function"),
        pytest.param(FIBONACCI + "print(f(N))\nfor i in [1]:\n    print(i)\n", "1 1\n2 1\n3 2\n4 3\n5 5\n", id="what it prints itself"),
        pytest.param(FIBONACCI + "if __name__ == '__main__':\n    print(f(N))\n", "1 1\n2 1\n3 2\n4 3\n5 5\n", id="a main block"),
        pytest.param(FIBONACCI + "assert f(1) == 7\n", "1 1\n2 1\n3 2\n4 3\n5 5\n", id="an assertion by hand"),
        pytest.param(ENDLESS, "1 1\n2 4\n3 9\n4 16\n5 25\n", id="the slow computation of the answer"),
        pytest.param(TABLE_BEFORE, "1 0\n2 1\n3 2\n4 2\n5 3\n", id="a table that the function reads"),
        pytest.param(UNDEFINED_AT_FIRST, "3 1\n4 4\n5 10\n", id="no value for the smallest sizes"),
    ],
)
def test_the_program_prints_the_size_asked_for_and_the_values(code: str, lines: str) -> None:
    assert printed(trace_program(code)) == "target 60\n" + lines


def test_a_function_that_fails_at_every_size_says_why() -> None:
    with pytest.raises(ZeroDivisionError):
        printed(trace_program("def f(n):\n    return 1 // 0\n"))


@pytest.mark.parametrize("code", [FIBONACCI, TABLE_BEFORE, UNDEFINED_AT_FIRST])
def test_a_program_that_was_made_so_is_made_the_same_again(code: str) -> None:
    made = trace_program(code)
    assert trace_program(made) == made


def test_its_loop_can_be_run_over_other_sizes() -> None:
    retargeted = retarget(trace_program(FIBONACCI), [10, 50])
    assert retargeted is not None
    assert printed(retargeted.code) == "target 60\n10 55\n50 12586269025\n"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("def f(n): return n", "f"),
        ("def g(a, b): return a\ndef f(n): return n", "f"),
        ("def count(n): return n", "count"),
        ("def f(n, memo={}): return n", "f"),
        ("def f(n, *, exact=True): return n", "f"),
        ("def helper(a, b): return a\ndef ways(n): return n", "ways"),
        ("def one(n): return n\ndef two(n): return n", None),
        ("def f(n, k): return n", None),
        ("def solve(): return 1", None),
        ("print(3)", None),
        ("class A:\n    def f(self): return 1", None),
    ],
)
def test_the_function_of_the_size_is_f_or_the_only_one_of_one_argument(code: str, name: str | None) -> None:
    assert find_size_function(ast.parse(code)) == name


@pytest.mark.parametrize(
    ("code", "size"),
    [("N = 30", 30), ("N = 10\nN = 20", 20), ("N = True", None), ("N = 'x'", None), ("N = int(input())", None), ("n = 3", None)],
)
def test_the_size_is_the_integer_called_n(code: str, size: int | None) -> None:
    assert find_size(ast.parse(code)) == size
