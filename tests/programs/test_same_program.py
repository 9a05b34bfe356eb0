"""Two texts are one program where white space and comments alone differ."""

from __future__ import annotations

import pytest

from kaggle_utils.programs.same_program import same_program

CODE = "def f(n):\n    return n + 1\nprint(f(41))"


@pytest.mark.parametrize(
    "other",
    [
        CODE,
        f"\n\n{CODE}\n",
        "def f(n):\n  return n+1\n\n\nprint( f(41) )\n",
        "# counts on\ndef f(n):\n    return n + 1  # the next one\nprint(f(41))",
        "def f(n): return (n + 1)\nprint(f(41))",
    ],
)
def test_white_space_comments_and_brackets_do_not_make_another_program(other: str) -> None:
    assert same_program(CODE, other)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("41", "40"),
        CODE.replace("f", "g", 1).replace("f(41)", "g(41)"),
        CODE.replace("+", "-"),
        CODE + "\nprint(0)",
        "def f(n):\n    'n'\n    return n + 1\nprint(f(41))",
        CODE + ")",
    ],
    ids=["a constant", "a name", "an operator", "a statement", "a string", "no program"],
)
def test_anything_else_does(other: str) -> None:
    assert not same_program(CODE, other)


@pytest.mark.parametrize(
    ("other", "same"),
    [("print(1\n\n# again\n", True), ("print(1   ", True), (" print(1", False), ("print(2", False), ("print(1 # '", False)],
)
def test_texts_that_do_not_parse_are_compared_line_by_line(other: str, same: bool) -> None:
    assert same_program("print(1", other) is same
