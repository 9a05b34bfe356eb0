from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import AnswerError, extract_answer, extract_code, read_printed_answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"so \boxed{42}.", 42),
        (r"first \boxed{1}, then \boxed{2}", 2),
        (r"\boxed{ 42 }", 42),
        (r"\boxed{12,345}", 12345),
        (r"\boxed{12{,}345}", 12345),
        (r"\boxed{12\,345}", 12345),
        (r"\boxed{\text{42}}", 42),
        (r"\boxed{00}", 0),
        (r"\boxed{-7}", -7),
        (r"\boxed{42.0}", 42),
        (r"\fbox{3} and \boxed{5}", 5),
        (r"\boxed{4} is unfinished \boxed{5", 4),
        (r"\boxed{\frac{1}{2}}", None),
        (r"\boxed{3.5}", None),
        (r"\boxed{x}", None),
        ("The answer is 17.", 17),
        ("Answer: 17", 17),
        ("the answer is: **1,234**", 1234),
        ("the answer is $99$", 99),
        ("The answer is 3.5", None),
        ("42\n", 42),
        ("42.0\n", 42),
        ("-3", -3),
        ("f(12) = 233", 233),
        ("1\n2\n3\n", 3),
        ("x = 5\ndone", None),
        ("[1, 2, 3]", None),
        ("(2, 3)", None),
        (r"so \(x = 12\)", 12),
        (r"\[ x = 12 \]", 12),
        ("3.5", None),
        ("1/2", None),
        ("v2", None),
        ("None", None),
        ("", None),
        ("   \n ", None),
    ],
)
def test_extract_answer(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@given(st.integers(-(10**30), 10**30), st.text(max_size=80).filter(lambda text: "boxed" not in text))
def test_a_boxed_integer_is_found_in_any_text(value: int, noise: str) -> None:
    assert extract_answer(noise + r" \boxed{" + str(value) + "}") == value


@given(st.text())
def test_extraction_never_raises(text: str) -> None:
    extract_answer(text)
    extract_code(text)


@given(st.integers(-(10**50), 10**50))
def test_what_a_program_prints_is_its_answer(value: int) -> None:
    assert read_printed_answer(f"{value}\n") == value


def test_printing_no_integer_is_an_error() -> None:
    with pytest.raises(AnswerError, match="no integer"):
        read_printed_answer("None\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nprint(1)\n```", "print(1)\n"),
        ("```py\nprint(1)\n```", "print(1)\n"),
        ("```\nprint(1)\n```", "print(1)\n"),
        ("first\n```python\nprint(1)\n```\nbetter\n```python\nprint(2)\n```", "print(2)\n"),
        ("```python\nprint(1)\n```\nOutput:\n```output\n1\n```", "print(1)\n"),
        ("cut off ```python\nprint(1)", "print(1)"),
        ("print(1)", "print(1)"),
        ("def f(n):\n    return n\nprint(f(3))", "def f(n):\n    return n\nprint(f(3))"),
        ("The answer is 5.", None),
        ("forty-two", None),
        ("```json\n{}\n```", None),
        ("", None),
    ],
)
def test_extract_code(text: str, code: str | None) -> None:
    assert extract_code(text) == code
