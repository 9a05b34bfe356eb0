"""Text that a page can show: cut where it is long, every character visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.report.shown_text import ShownText, count_digits, make_visible, show_line, show_number, show_text


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    assert show_text("abcdefghijkl", 12) == ShownText("abcdefghijkl")
    assert show_text("a" * 8 + "b" * 100 + "c" * 4, 12) == ShownText("a" * 8, 100, "c" * 4)


@given(st.text(), st.integers(min_value=3, max_value=50))
def test_no_character_is_lost_from_the_count(text: str, most: int) -> None:
    text = text.replace("\r\n", "\n")
    shown = show_text(text, most)
    kept = len(text) - shown.left_out
    assert kept <= most or shown.left_out == 0
    assert make_visible(text).startswith(shown.head)
    assert make_visible(text).endswith(shown.tail)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x00\x1b[31m\x7f", "␀␛[31m␡"),
        ("\u202etxet", "[U+202E]txet"),
        ("\ud800", "[U+D800]"),
        ("é≥😀", "é≥😀"),
    ],
)
def test_characters_that_a_page_cannot_show_or_that_reorder_it_are_named(text: str, shown: str) -> None:
    assert make_visible(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-7, "-7"),
        (10**39, "1" + "0" * 39),
        (10**40 + 5, "10000000…00000005 (41 digits)"),
        (-(10**5000), "-10000000…00000000 (5001 digits)"),
    ],
    ids=["nought", "negative", "forty digits", "forty-one digits", "more digits than Python writes"],
)
def test_long_integers_are_shown_by_their_ends(value: int, shown: str) -> None:
    assert show_number(value) == shown


@given(st.integers(min_value=1, max_value=2000), st.sampled_from((-1, 0, 1)))
def test_digits_are_counted_exactly(power: int, beside: int) -> None:
    assert count_digits(10**power + beside) == len(str(10**power + beside))


def test_a_sentence_is_cut_with_an_ellipsis() -> None:
    assert show_line("a" * 300) == "a" * 300
    assert show_line("a" * 301) == "a" * 299 + "…"
