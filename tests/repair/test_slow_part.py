from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.repair.slow_part import slow_part


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(90))",
            "The function f of line 1 calls itself several times and keeps none of its results.",
        ),
        (
            "from itertools import permutations\nfor p in permutations(range(15)):\n    pass",
            "permutations(range(15)) in line 2 goes through all orders.",
        ),
        ("for a in range(9**5):\n    for b in range(9**5):\n        pass", "2 loops stand inside each other, in the lines 1, 2."),
        (
            "sum(1 for a in range(9) for b in range(9)\n    for c in range(9))",
            "3 loops stand inside each other, in the lines 1, 1, 2.",
        ),
        ("n = 5\nwhile n != 1:\n    n += 2", "The while loop of line 2 takes very many steps, or does not end."),
        ("for n in range(10**12):\n    pass", "The loop of line 1 runs through range(10**12)."),
        ("print(10 ** 10 ** 10)", ""),
        ("def f(:", ""),
    ],
)
def test_what_is_slow_is_named_where_the_text_shows_it(code: str, sentence: str) -> None:
    assert slow_part(code) == sentence


@given(st.text())
def test_any_text_has_a_sentence_or_none(text: str) -> None:
    assert isinstance(slow_part(text), str)
