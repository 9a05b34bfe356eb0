from __future__ import annotations

import string
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaggle_utils.answers import AnswerError, extract_answer, extract_code, latex, read_printed_answer

BOXES = [
    (r"so \boxed{42}.", 42),
    (r"first \boxed{1}, then \boxed{2}", 2),
    (r"\boxed{ 42 }", 42),
    (r"\boxed {42}", 42),
    (r"$\boxed{42}$", 42),
    (r"\\boxed{42}", 42),
    ("\x08oxed{42}", 42),
    (r"\fbox{42}", 42),
    (r"\fbox{3} and \boxed{5}", 5),
    (r"\boxed{\boxed{42}}", 42),
    (r"\boxed{{42}}", 42),
    (r"\boxed{\mathbf{\text{42}}}", 42),
    (r"\boxed{4} is unfinished \boxed{5", 4),
    (r"so it is \boxed{42", 42),
    ("so it is $\\boxed{42$\nand more", 42),
    (r"\boxed{42} as asked for in \boxed{}", 42),
    (r"\boxed{42} as asked for in \boxed{...}", 42),
    (r"\boxed 42", 42),
    (r"$\boxed{42}$, $\boxed{42}$", 42),
    (r"\boxed{1}, \boxed{2}", None),
    (r"\boxed{1}\quad\text{and}\quad\boxed{2}", None),
    (r"a } too many: \boxed{42}", 42),
    (r"a { too many: \boxed{42}", 42),
    (r"\boxed{\{42\}}", 42),
    (r"\boxed{7}, but the answer is 8", 7),
    (r"\boxed{k + 1} with k = 6. The answer is $7$", 7),
]
CLOTHES = [
    ("12,345", 12345),
    ("12{,}345", 12345),
    (r"12\,345", 12345),
    (r"12,\!345", 12345),
    ("12 345", 12345),
    ("1,234,567", 1234567),
    (r"\text{42}", 42),
    (r"\text{42 ways}", 42),
    (r"42 \text{ cm}^2", 42),
    (r"42\,\mathrm{cm}", 42),
    ("42 ways", 42),
    (r"\mathbf{42}", 42),
    (r"\displaystyle 42", 42),
    (r"\textbf{(C)}\ 42", 42),
    (r"\$42", 42),
    ("$42$", 42),
    (r"\(42\)", 42),
    (r"42^\circ", 42),
    (r"42^{\circ}", 42),
    (r"42\%", 42),
    ("**42**", 42),
    ("00", 0),
    ("042", 42),
    ("-7", -7),
    ("- 7", -7),
    ("\u22127", -7),
    ("+7", 7),
    ("42.", 42),
    ("42.0", 42),
    ("1,000.00", 1000),
    ("(42)", 42),
    (r"\left(42\right)", 42),
    ("[42]", 42),
    ("x = 42", 42),
    ("42 = x", 42),
    ("f(x) = 0", 0),
    ("m+n = 42", 42),
    ("a = b = 42", 42),
    ("f(10) = 42", 42),
    (r"x \equiv 42 \pmod{1000}", 42),
    (r"N \equiv 1042 \pmod{1000}", 42),
    (r"1042 \bmod 1000", 42),
]
LATEX = [
    (r"\frac{84}{2}", 42),
    (r"\dfrac{84}{2}", 42),
    (r"\frac{84}2", 42),
    ("84/2", 42),
    ("2^{10}", 1024),
    ("2^10", 1024),
    ("2**10", 1024),
    ("-2^2", -4),
    ("5^2", 25),
    ("10!", 3628800),
    ("10! = 3628800", 3628800),
    (r"\frac{10!}{5!\cdot 5!}", 252),
    (r"\binom{10}{3}", 120),
    (r"\binom{1000000}{2}", 499999500000),
    (r"{10 \choose 3}", 120),
    (r"\binom{3}{10}", 0),
    (r"1.2\times10^3", 1200),
    ("1.2 \u00d7 10^3", 1200),
    (r"\sqrt{144}", 12),
    (r"\sqrt[3]{27}", 3),
    (r"\sqrt{\frac{144}{4}}", 6),
    (r"8^{\frac{2}{3}}", 4),
    (r"3\cdot 5", 15),
    ("3(4)", 12),
    ("(3)(4)", 12),
    ("3(4+1)", 15),
    ("5! 2", 240),
    (r"6\div 2", 3),
    (r"\lfloor 3.7\rfloor", 3),
    (r"\left\lceil\frac{7}{2}\right\rceil", 4),
    (r"\frac{2^{11}-2}{2}", 1023),
    (r"3\times\left(2+\sqrt{16}\right)", 18),
    (r"x = \frac{84}{2}", 42),
    (r"2^{10} \bmod 1000", 24),
    (r"10^{-2}\cdot 100", 1),
    ("0.5 + 0.5", 1),
]
NO_INTEGERS = [
    r"\frac{1}{2}",
    "1/3",
    "3.5",
    "3.7",
    "3.70",
    ".5",
    "0,111",
    "1,22",
    "x",
    "2n",
    "42x",
    "n^2",
    r"42\pi",
    r"\sqrt{2}",
    r"2\frac{1}{2}",
    r"\frac{1}{0}",
    "0^0",
    "1/0",
    "(-1)!",
    r"\sqrt{-4}",
    "(1, 2)",
    "[1, 2)",
    r"\{1, 2\}",
    "1, 2",
    "3, 141",
    "3 5",
    r"3 \text{ or } 5",
    "3 or 5",
    r"\pm 3",
    "x = 1, y = 2",
    "5x - 7y + 4 = 0",
    "x = 3 or x = 5",
    r"x \approx 42",
    r"x \le 42",
    "x < 42",
    "5 million",
    "2 dozen",
    r"\text{none}",
    r"\infty",
    r"101_2",
    "10!!",
    "2^3^2",
    "1e-3",
    "42; 43",
]
WORDINGS = [
    ("The answer is 17.", 17),
    ("the answer is: **1,234**", 1234),
    ("the answer is $99$", 99),
    ("The answer is \\(99\\).", 99),
    ("The answer is:\n\\[\n99\n\\]", 99),
    ("The answer is $x = 99$ .", 99),
    (r"The answer is $\frac{84}{2}$.", 42),
    (r"The answer is \frac{84}{2}.", 42),
    ("The answer is -7.", -7),
    ("The answer is \u22127.", -7),
    ("The answer is x = 7.", 7),
    ("The answer is 42 apples.", 42),
    ("The answer is $42.", 42),
    ("The answer is $42 per day.", 42),
    ("The answer is 42!", 42),
    ("The answer is 42 and we are done.", 42),
    ("The answer is 12 because 3 + 9 = 12.", 12),
    ("The answer is 3 + 9 = 12.", 12),
    ("The answer is therefore 17.", 17),
    ("The answer is 17. Indeed, 17 = 4 * 4 + 1, and 4 is a square. Done in 3 steps", 17),
    ("The answer to the problem is 17.", 17),
    ("The final answer is: 17", 17),
    ("Our answer would be 17.", 17),
    ("Answer: 17", 17),
    ("Answer = 17", 17),
    ("ANSWER:17", 17),
    ("Final answer: 17", 17),
    ("Final Answer: The largest $n$ is 34.", 34),
    ("Answer $42$", 42),
    ("The answer is not what we want, since the sum is 5, which", None),
    ("**Answer:** 42", 42),
    ("**Answer**: 42", 42),
    ("**Final Answer**\n\n42", 42),
    ("#### 42", 42),
    ("\u7b54\u6848\u662f42\u3002", 42),
    ("The answer is 1. No: the answer is 2.", 2),
    ("The answer is 17. Let me check that the answer is right.", 17),
    ("The answer is 3.5", None),
    ("The answer is 17. No: the answer is 3.5.", None),
    ("The answer is 1/3.", None),
    ("The answer is 7 or 8.", None),
    ("The answer is $7$ or $8$.", None),
    ("The answer is 7, 8.", None),
    ("The answer is x = 7 and y = 8", None),
    ("The answer is 5 million.", None),
    ("The answer is 2n.", None),
    ("The answer is 1 or maybe 1, 2, 3: I do not know", None),
    ("The answer is unknown.", None),
]
ENDINGS = [
    ("42\n", 42),
    ("42.0\n", 42),
    ("-3", -3),
    ("f(12) = 233", 233),
    ("Number of ways: 42", 42),
    ("Therefore x = 42.", 42),
    ("so we get 3 + 39 = 42.", 42),
    (r"hence x = 42 \text{ ways}.", 42),
    ("1\n2\n3\n", 3),
    ("42\n\n\n", 42),
    (r"so \(x = 12\)", 12),
    (r"\[ x = 12 \]", 12),
    ("\\[\nx = 12\n\\]", 12),
    ("```output\n42\n```", 42),
    ("so it is **42**", 42),
    ("[42]", 42),
    ("{x: 42}", 42),
    ("```output\n42\n```\nForty-two ways.", 42),
    ("```python\nanswer = 0\nprint(answer + 42)\n```\n```output\n42\n```\nForty-two ways.", 42),
    ("```python\nanswer = 0\n", None),
    ("we try x = 4. Therefore", None),
    ("and we can find f(2", None),
    ("so we should get `2*", None),
    ("so that we get $1", None),
    ("which is $\\frac{2", None),
    (r"so $x \neq 3$.", None),
    ("```output\n42\n```\nThis is wrong. Let us try again.\n\nSuppose", None),
    ("elif n == 25", None),
    ("x = 5\ndone", None),
    ("[1, 2, 3]", None),
    ("(2, 3)", None),
    ("1, 2, 3", None),
    ("2 3", None),
    ("12 345", None),
    ("x = 1, y = 2", None),
    ("x <= 5", None),
    (r"x \approx 5", None),
    ("it is 5 or 6", None),
    ("2 + 3", None),
    ("3.5", None),
    ("1/2", None),
    ("12:30", None),
    ("1e+16", None),
    ("v2", None),
    ("None", None),
    ("", None),
    ("   \n ", None),
]


@pytest.mark.parametrize(("text", "answer"), BOXES + WORDINGS + ENDINGS)
def test_what_a_text_gives_as_its_answer(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@pytest.mark.parametrize(("content", "answer"), CLOTHES + LATEX)
def test_what_an_integer_in_a_box_may_wear(content: str, answer: int) -> None:
    assert extract_answer(rf"so \boxed{{{content}}}") == answer


@pytest.mark.parametrize("content", NO_INTEGERS)
def test_what_is_no_integer_is_no_answer(content: str) -> None:
    assert extract_answer(rf"the answer is 1, no: \boxed{{{content}}}") is None


@given(st.integers(-(10**50), 10**50))
def test_a_boxed_integer_is_itself(value: int) -> None:
    assert extract_answer(f"\\boxed{{{value}}}") == value


@given(st.integers(-(10**30), 10**30), st.text(max_size=80), st.text(max_size=80))
def test_prose_around_a_box_changes_nothing(value: int, before: str, after: str) -> None:
    assume("box" not in before + after and "\\" not in before[-1:] and "oxed" not in before + after)
    assert extract_answer(f"{before} \\boxed{{{value}}} {after}") == value


@given(st.integers(-(10**9), 10**9), st.text(string.ascii_letters + " ,\n", max_size=80))
def test_prose_before_a_statement_changes_nothing(value: int, before: str) -> None:
    assert extract_answer(f"{before} The answer is {value}.") == value


@given(st.integers(-(10**50), 10**50))
def test_what_a_program_prints_is_its_answer(value: int) -> None:
    assert read_printed_answer(f"{value}\n") == value


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_fraction_is_an_integer_if_it_is_one(numerator: int, denominator: int) -> None:
    expected = None if numerator % denominator else numerator // denominator
    assert extract_answer(f"\\boxed{{{numerator}/{denominator}}}") == expected


PIECES = [*r"0123456789+-*/^!(){}[].,$\=<>|_ ", "\n", "\\boxed{", "\\frac{", "\\text{", "\\binom", "\\sqrt", "answer is ", "```", "= ", "x"]


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_extraction_never_raises(text: str) -> None:
    extract_answer(text)
    extract_answer("\\boxed{" + text + "}")
    extract_code(text)


def test_printing_no_integer_is_an_error() -> None:
    with pytest.raises(AnswerError, match=r"^no integer$"):
        read_printed_answer("None\n")


def test_an_integer_of_4000_digits_is_read_and_a_longer_one_is_none() -> None:
    assert extract_answer("\\boxed{" + "9" * 4000 + "}") == 10**4000 - 1
    assert extract_answer("\\boxed{" + "9" * 4001 + "}") is None


def test_latex_is_read_in_a_worker_thread_and_in_several_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        values = threads.map(lambda n: extract_answer(rf"\boxed{{\frac{{{42 * n}}}{{{n}}}}}"), range(1, 33))
    assert set(values) == {42}


def test_without_math_verify_plain_integers_are_read_and_one_warning_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_verify", None)
    latex.reader.cache_clear()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert [extract_answer(text) for text in (r"\boxed{42}", r"\boxed{\frac{84}{2}}", r"\boxed{2^{10}}")] == [42, None, None]
        assert [str(warning.message)[:46] for warning in caught] == ["answers in LaTeX count only when they are plain"[:46]]
    finally:
        latex.reader.cache_clear()


def fenced(body: str, language: str = "python") -> str:
    return f"```{language}\n{body}\n```\n"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"\boxed{\text{The answer is } 42}", 42),
        (r"\boxed{\text{Total}: 42}", 42),
        (r"\boxed{\text{none}}", None),
        (r"\boxed{x + y} so the answer is 42.", 42),
        (r"\boxed{42} so the answer is 43.", 42),
        (fenced("42", "output"), 42),
        (fenced("42", "output") + "That is all.", 42),
        (fenced("42", "output") + "But that is not all", None),
        (fenced("41", "output") + "The total is 42.", 42),
        (fenced("40", "text") + fenced("41", "text") + fenced("42", "output"), 42),
        (fenced("41", "output") + fenced("x", "text") + fenced("y", "text"), None),
        ("```python\nprint(1)\nSo \\boxed{42}", 42),
        (fenced("print(r'\\boxed{41}')") + "That is all.", None),
        ("\\boxed{42}\n```python\nprint(r'\\boxed{41}')", 42),
        (fenced("print(r'\\boxed{40}')") + fenced("print(1)") + "```python\nprint(2)\nSo \\boxed{42}", 42),
        ("```python\nprint(1)\nSo \\boxed{x + y} and the answer is 42.", 42),
        ("The total is 42.\n```python\nprint(1)", 42),
    ],
)
def test_where_the_answer_is_looked_for(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer
