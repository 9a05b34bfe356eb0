"""A program rewritten so that it prints its intermediate values."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kaggle_utils.programs.intermediate_values import MARK, MAX_LINES, MAX_PER_PLACE, read_prints, with_prints


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout


def values(code: str, numbered: bool = True) -> list[str]:
    program = with_prints(code, numbered)
    assert program is not None
    return read_prints(run(program))


def test_assignments_and_returned_values_are_shown_with_their_lines() -> None:
    assert values("def f(n):\n    return n + 1\nx = f(2)\nx += 1") == ["line 2: f() returns 3", "line 3: x = 3", "line 4: x = 4"]


def test_without_numbers_only_the_names_are_shown() -> None:
    assert values("x: int = 2\na, b = x, [x]", numbered=False) == ["x = 2", "a = 2", "b = [2]"]


def test_of_a_loop_only_the_first_values_are_shown() -> None:
    assert values("for i in range(100):\n    x = i") == [f"line 2: x = {i}" for i in range(MAX_PER_PLACE)]


def test_a_long_program_shows_no_more_than_fits_a_question() -> None:
    assert len(values("\n".join(f"x{i} = {i}" for i in range(100)))) == MAX_LINES


def test_values_up_to_an_error_are_shown() -> None:
    assert values("x = 1\ny = x // 0") == ["line 1: x = 1"]


@pytest.mark.parametrize(
    "code",
    [
        "from __future__ import annotations\nx = 6 * 7\nprint(x)",
        '"""Text."""\nx = [i * i for i in range(5)]\nprint(sum(x))',
        "class A:\n    size = 4\nx = A.size\nprint(x)",
        "def f(n):\n    global total\n    total = n\n    return n\nprint(f(3))\nprint(total)",
        "def g():\n    x = yield 1\n    return x\nprint(next(g()))",
        "f = lambda n: n + 1\nprint(f(1))",
        "x = y = 10 ** 500\nprint(len(str(x + y)))",
    ],
)
def test_the_program_s_own_output_stays_as_it_is(code: str) -> None:
    program = with_prints(code)
    assert program is not None
    own = "".join(line for line in run(program).splitlines(keepends=True) if not line.startswith(MARK))
    assert own == run(code) != ""


@pytest.mark.parametrize("code", ["print(1)", "x = (", ""])
def test_a_program_with_nothing_to_show_is_not_rewritten(code: str) -> None:
    assert with_prints(code) is None
