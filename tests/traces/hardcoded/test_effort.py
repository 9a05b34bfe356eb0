"""Reading a program takes a bounded effort: the solver's loop waits for it, and answers nothing else meanwhile.

Effort is counted in calls of functions, so that a slow machine changes nothing. 764 programs of Qwen2.5-Coder took 161,165 at most.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from kaggle_utils.traces import hardcoded

MAX_CALLS = 2_000_000  # less than a second
TABLE = "table = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4]\n"
SIZES = "for n in range(1, 20):\n"
MANY = 14  # times that a pattern is repeated


class TooManyCallsError(Exception):
    """The limit was reached."""


def count_calls(work: Callable[[], object]) -> int:
    """The number of calls that a function makes. Raises TooManyCallsError at the limit."""
    calls = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > MAX_CALLS:
            sys.setprofile(None)
            raise TooManyCallsError

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def join(form: Callable[[int], str], between: str = "", count: int = MANY) -> str:
    return between.join(form(number) for number in range(count))


PATTERNS = {
    "a list filled from itself in many loops": "dp = [1] + [0] * 99\n"
    + join(lambda k: f"for i in range({k + 2}, 100):\n    dp[i] += dp[i - {k + 2}]\n")
    + f"{SIZES}    print(n, dp[n])\n",
    "lists filled from the list before": f"a0 = []\n{SIZES}    a0.append(n * n)\n"
    + join(lambda k: f"a{k + 1} = []\n{SIZES}    a{k + 1}.append(a{k}[n] + a{k}[n - 1])\n    a{k + 1}.append(a{k}[n])\n")
    + f"{SIZES}    print(n, a{MANY}[n])\n",
    "lists filled from each other": join(lambda k: f"a{k} = [1, 2]\n")
    + SIZES
    + join(lambda k: f"    a{k}.append({join(lambda i: f'a{i}[n - 1]', ' + ')})\n")
    + "    print(n, a0[n])\n",
    "functions that call each other": join(lambda k: f"def f{k}(n):\n    return {join(lambda i: f'f{i}(n - 1)', ' + ')}\n")
    + f"{SIZES}    print(n, f0(n))\n",
    "functions that call the one before twice": f"{TABLE}def f0(n):\n    return table[n]\n"
    + join(lambda k: f"def f{k + 1}(n):\n    return f{k}(n) if n > {k} else f{k}(n)\n")
    + f"{SIZES}    print(n, f{MANY}(n))\n",
    "a name made of the one before, twice": f"{TABLE}{SIZES}    x0 = table[n]\n"
    + join(lambda k: f"    x{k + 1} = max(x{k}, x{k})\n")
    + f"    print(n, x{MANY})\n",
    "one function with many branches": f"def f(n):\n{join(lambda k: f'    if n == {k}:{chr(10)}        return f(n - 1) + {k}{chr(10)}')}"
    + f"    return f(n - 1) + f(n - 2)\n{SIZES}    print(n, f(n))\n",
    "a sum over constant ranges, nested": "def f(n):\n"
    + "    return sum((x**2 + y**2 - 1) % 30030 for x in range(30031) for y in range(30031))\n"
    + f"{SIZES}    print(n, f(n))\n",
    "a long constant sum": f"def f(n):\n    return sum((n - 1) * (n - 2) // 2 for n in range(3, 10001))\n{SIZES}    print(n, f(n))\n",
    "a constant list, mapped": f"squares = list(map(lambda x: x * x, range(90000)))\n{SIZES}    print(n, squares[n])\n",
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_is_repeated_is_read_in_few_calls(pattern: str) -> None:
    assert count_calls(lambda: hardcoded(PATTERNS[pattern])) < MAX_CALLS


@pytest.mark.parametrize(
    "made",
    [
        "bytearray(10**11)",
        "bytes(10**11)",
        "bytearray([1]) * 10**11",
        "[0] * 10**11",
        "2 ** 10**9",
        "'ab'.replace('', 'x' * 90000) * 9",
        "'%99999999999d' % 1",
        "'7'.zfill(10**11)",
        "(7).to_bytes(10**11, 'big')",
        "('x' * 90000).join(['1'] * 90000)",
    ],
)
def test_what_would_fill_the_memory_is_not_worked_out(made: str) -> None:
    assert not hardcoded(f"kept = {made}\n{SIZES}    print(n, n * n)\n")


def test_a_table_behind_names_and_loops_is_still_found() -> None:
    fill = "kept = []\nfor value in table:\n    kept.append(value)\n"
    assert hardcoded(f"{TABLE}{fill}{SIZES}    print(n, kept[n - 1])\n")
