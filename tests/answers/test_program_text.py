"""Whether a text is a program that does something."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.program_text import MAX_LENGTH, does_something, looks_like_code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(1)", True),
        ("print(1)" + " " * (MAX_LENGTH - 8), True),
        ("print(1)" + " " * (MAX_LENGTH - 7), False),
        ("", False),
        (" \n", False),
        ("for n in range(3): pass", True),
        ("def f(): pass", True),
        ("import math", True),
        ("pass", False),
        ("x = 1", False),
        ("x: int", False),
        ("x = [1, -2]", False),
        ("x = len('a')", True),
        ("x = y", False),
        ("x = f(1)", False),
        ("n - 1", False),
        ("sqrt(2)", False),
        ("a.f(2)", True),
        ("The answer", False),
        ("(" * 10_000, False),
    ],
    ids=range(20),
)
def test_a_program_has_an_effect_or_computes_a_value(text: str, expected: bool) -> None:
    assert does_something(text) is expected


@pytest.mark.parametrize(
    ("text", "available", "expected"), [("x = f(1)", "f", True), ("x = f(y)", "f", False), ("f(1)", "f", True), ("f", "f", False)]
)
def test_names_that_earlier_programs_define_are_available(text: str, available: str, expected: bool) -> None:
    assert does_something(text, frozenset({available})) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import math", True),
        ("words\n  return x", True),
        ("x = f(1)", True),
        ("words", False),
        ("x = 1", False),
        ('Traceback (most recent call last)\n  File "x"\nimport math', False),
        ("a" * MAX_LENGTH + "\nimport math", False),
    ],
    ids=range(7),
)
def test_a_line_that_only_a_program_has_looks_like_code(text: str, expected: bool) -> None:
    assert looks_like_code(text) is expected
