from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.programs.techniques import CACHE, ENUMERATION, RESIDUES, SYMPY, TABLE, techniques_of
from kaggle_utils.prompts.example import load_examples

TABLE_TEXT = """
ways = [1] + [0] * 100
for coin in (1, 2, 5):
    for amount in range(coin, 101):
        ways[amount] += ways[amount - coin]
print(ways[100])
"""
FIBONACCI = "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(30))"


@pytest.mark.parametrize(
    ("code", "used"),
    [
        (TABLE_TEXT, {TABLE}),
        ("best = [0]\nfor n in range(9):\n    best.append(1 + max(best[k] for k in range(n + 1)))", {TABLE}),
        ("row = [1]\nfor _ in range(9):\n    row = [row[i] + row[i - 1] for i in range(len(row))]", {TABLE}),
        (f"from functools import cache\n@cache\n{FIBONACCI}", {CACHE}),
        ("import functools\n@functools.lru_cache(maxsize=None)\n" + FIBONACCI, {CACHE}),
        (
            "known = {}\ndef f(n):\n    if n not in known:\n        known[n] = n * f(n - 1) if n else 1\n    return known[n]",
            {CACHE},
        ),
        (FIBONACCI, set()),
        ("from itertools import permutations\nprint(sum(1 for p in permutations(range(8))))", {ENUMERATION}),
        ("print(sum(a * b == 12 for a in range(99) for b in range(99)))", {ENUMERATION}),
        ("for a in range(9):\n    for b in range(9):\n        print(a + b)", {ENUMERATION}),
        ("print(pow(3, 100, 7))", {RESIDUES}),
        ("x = 1\nfor _ in range(9):\n    x = x * 3 % 1000", {RESIDUES}),
        ("print(sum(n % 3 == 0 for n in range(99)))", set()),
        ("from sympy import symbols\nx = symbols('x')", {SYMPY}),
        ("import sympy as sp", {SYMPY}),
        ("print(42)", set()),
        ("def f(:", set()),
    ],
)
def test_the_techniques_of_a_program_are_read(code: str, used: set[str]) -> None:
    assert techniques_of(code) == used


@given(st.text())
def test_any_text_has_some_techniques_or_none(text: str) -> None:
    assert techniques_of(text) <= {CACHE, ENUMERATION, RESIDUES, SYMPY, TABLE}


def test_most_examples_of_sympy_use_sympy() -> None:
    tagged = [example for example in load_examples() if example.tags[0] == "sympy" and example.strategies == ("program_of_thoughts",)]
    assert sum(SYMPY in techniques_of(example.code) for example in tagged) == len(tagged)
