"""What is probably slow in a program, in words."""

from __future__ import annotations

import pytest

from kaggle_utils.repair.slow_part import slow_part


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "def f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)\nprint(f(60))",
            "The function f of line 1 calls itself several times and keeps none of its results.",
        ),
        (
            "from itertools import product\nprint(sum(1 for x in product(range(9), repeat=12)))",
            "product(range(9), repeat=12) in line 2 goes through all tuples.",
        ),
        (
            "c = 0\nfor a in range(10**4):\n    for b in range(10**4):\n        c += 1",
            "2 loops stand inside each other, in the lines 2, 3.",
        ),
        ("x = 1\nwhile x != 0:\n    x += 1", "The while loop of line 2 takes very many steps, or does not end."),
        ("for i in range(10**12):\n    pass", "The loop of line 1 runs through range(10**12)."),
        ("print(3 ** 10 ** 9)", ""),
        ("print(", ""),
    ],
)
def test_the_slow_part_is_named_where_the_text_shows_it(code: str, sentence: str) -> None:
    assert slow_part(code) == sentence
