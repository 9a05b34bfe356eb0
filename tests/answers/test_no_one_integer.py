"""Kind 2 of issue 13: what is said after "the answer is" and is not one integer: ranges, bounds, formulas, several values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer

NO_ONE_INTEGER = [
    "3\u221a2",
    "3\u00b7\u221a2",
    "2\u03c0",
    "2 pi",
    "3 + x",
    "3x + 1",
    "3\u00bd",
    "3 1/2",
    "5-7",
    "5 - 7",
    "20\u201325",
    "20 \u2013 25",
    "20\u201425",
    "15 to 20",
    "between 15 and 20",
    "15 or 16",
    "either 15 or 16",
    "15 (or 16)",
    "15, 16",
    "15; 16",
    "15:16",
    "15 : 16",
    "1 in 6",
    "3 out of 5",
    "3 by 4",
    "3 x 4",
    "3\u00d74",
    "$3 \\times 4$",
    "3 hours and 5 minutes",
    "3 hours 5 minutes",
    "3 hours, 5 minutes",
    "3 hours and five minutes",
    "5'11\"",
    "\u00b142",
    "+/- 42",
    "roughly 42",
    "about 42",
    "approximately 42",
    "around 42",
    "nearly 42",
    "almost 42",
    "close to 42",
    "at least 42",
    "at most 42",
    "more than 42",
    "less than 42",
    "greater than or equal to 42",
    "up to 42",
    "no more than 42",
    "\u2248 42",
    "~42",
    "> 42",
    "\u2265 42",
    "42 or so",
    "42-ish",
    "42+",
    "42 plus or minus 3",
    "42\u2026",
    "42...",
    "42 more than twice the first",
    "5 million",
    "42 thousand",
    "5 dozen",
    "12 squared",
    "minus 42",
    "42 if n is even and 43 if n is odd",
    "42 or 43, depending on n",
    "100, which rounds to 99",
    "101_2",
    "101\u2082",
    "$15$ to $20$",
    "$15$\u2013$20$",
    "$3$ hours and $5$ minutes",
    "$2$ million",
    "$3$ \u00d7 $4$",
    "x = 3 and y = 4",
    "x = 3, y = 4",
    "a 42",
    "(42, 43)",
]
LISTS = [
    "The answers are:\n1. x = 3\n2. x = 4",
    "The answers are:\n- x = 3\n- x = 4",
    "The answers are:\n* 3\n* 4",
    "The answers are 3 and 4.",
    "The answers are (a) 3 and (b) 4.",
    "The answer is:\n1. 42\n2. 43",
    "The answer is:\n- 42\n- 43",
    "**Answer:**\n\n1) 3\n2) 4",
    "The answer is:\n(a) 3\n(b) 4",
    "Final answer: n is 34 and m is 35.",
    "The answer is 17 hours and 30 minutes.",
    "The answer is 42? No.",
    "The answer is 42; 43 is the next.",
]


@pytest.mark.parametrize("said", NO_ONE_INTEGER)
def test_what_is_said_to_be_no_one_integer_is_none(said: str) -> None:
    assert extract_answer(f"The answer is {said}.") is None
    assert extract_answer(f"Answer: {said}") is None


@pytest.mark.parametrize("text", LISTS)
def test_several_answers_are_none(text: str) -> None:
    assert extract_answer(text) is None


@given(
    st.integers(0, 10**9),
    st.text(
        st.characters(
            categories=["Sm", "Sc", "Sk", "Lo", "No"],
            exclude_characters="+=<>^`$\u00b1\u00b7\u2219\u22c5\u00d7\u00f7\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079",
        ),
        min_size=1,
        max_size=2,
    ),
)
def test_an_unknown_sign_glued_to_a_number_never_makes_another_number_of_it(value: int, sign: str) -> None:
    assert extract_answer(f"The answer is {value}{sign}{value}") in (None, value)


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["about", "at least", "between 1 and", "nearly", "up to", "\u2248", "\u00b1", ">", "\u2264"]),
)
def test_a_bound_or_an_approximation_is_none(value: int, hedge: str) -> None:
    assert extract_answer(f"The answer is 1. No, the answer is {hedge} {value}.") is None
