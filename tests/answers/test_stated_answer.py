"""What a text states after "the answer is": an integer, something that is not one, or nothing that is a value."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.phrase import Statement, read_phrase
from kaggle_utils.answers.stated_answer import last_statement

NO_INTEGER = Statement(None)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The answer is 42.", Statement(42)),
        ("The answer = 42", Statement(42)),
        ("The answers are 42.", Statement(42)),
        ("The answer is 41. The answer is 42.", Statement(42)),
        ("The answer is 42. The answer is what you see.", Statement(42)),
        ("#### 42", Statement(42)),
        ("\u7b54\u6848\u662f42", Statement(42)),
        ("The answer is therefore 42.", Statement(42)),
        ("The answer is\n41\n42", Statement(41)),
        ("The answers are\n41\n42", NO_INTEGER),
        ("The answers to it are\n41\n42", NO_INTEGER),
        ("The answer to it is\n41\n42", Statement(41)),
        ("The answer:\n1. first\n2. second", NO_INTEGER),
        ("Final answer: The largest n is 34.", Statement(34)),
        ("Final answer: The least n is 3 and the largest n is 34.", NO_INTEGER),
        ("Final answer: 42", Statement(42)),
        ("The answer is that n is 34.", None),
        ("The answer: words", None),
        ("42", None),
    ],
)
def test_the_last_statement_that_a_value_follows(text: str, statement: Statement | None) -> None:
    assert last_statement(text) == statement


@pytest.mark.parametrize(
    ("phrase", "statement"),
    [
        ("42", Statement(42)),
        ("(B) 42", Statement(42)),
        ("x = 42", Statement(42)),
        ("$42$", Statement(42)),
        ("$42 for $14 chairs", Statement(42)),
        ("$x$", None),
        ("about 42", NO_INTEGER),
        ("- 42", NO_INTEGER),
        ("-42", Statement(-42)),
        ("-$-42", NO_INTEGER),
        ("6 x 7 + 1", Statement(43)),
        ("6 x 7", NO_INTEGER),
        ("5-7", NO_INTEGER),
        ("$5-7$", NO_INTEGER),
        ("\u20ac42 or 43", NO_INTEGER),
        ("42 or 43", NO_INTEGER),
        ("several", None),
    ],
)
def test_a_phrase_that_begins_with_a_value(phrase: str, statement: Statement | None) -> None:
    assert read_phrase(phrase) == statement
