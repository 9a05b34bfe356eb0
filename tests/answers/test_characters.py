"""Typeset characters become ASCII and LaTeX before anything is read."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.characters import plain_characters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("42", "42"),
        ("\uff14\uff12", "42"),
        ("\U0001d7d2\U0001d7d0", "42"),
        ("\u221242", "-42"),
        ("6\u00d77", "6\\times 7"),
        ("4\u00a02", "4 2"),
        ("4\u200b2", "42"),
        ("1\uff0c234", "1, 234"),
        ("2\u2075", "2^{5}"),
        ("2\u207b\u00b9\u2070 + 3\u00b2", "2^{-10} + 3^{2}"),
        ("\u221a 16", "\\sqrt{16}"),
        ("= \u201342", "= -42"),
        ("is \u2013 42", "is - 42"),
        ("41\u201342", "41\u201342"),
        ("41 \u2013 42", "41 \u2013 42"),
        ("\u20135 to \u20134", "-5 to -4"),
    ],
)
def test_a_text_becomes_plain(text: str, plain: str) -> None:
    assert plain_characters(text) == plain
