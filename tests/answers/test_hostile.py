"""No text takes long: the patterns do not backtrack over more than a line, and what is worked out is refused by its size first."""

from __future__ import annotations

import time

import pytest

from kaggle_utils.answers import extract_answer, extract_code

SIZE = 300_000
LIMIT = 120.0  # CPU seconds: 6 at most on the slowest machine seen, an hour for what looks at every pair of characters
HOSTILE_UNITS = [
    *["\\", "{", "}", "(", "9", "1, ", "$", "=", " ", "\n", "`", "~", "-", "x~~~ ", "<think>", "</code><code>", "\\boxed{", "\\boxed{1}"],
    *["</think>", " the <think> a", "[THINK]", "<answer>1", "<|im_end|>", '"""\n```\n', "answer for n ", "answer is 1 of ", "answer:\n1. "],
    *[
        "x = 3, ",
        "f(1) = 1, ",
        "is 3 and ",
        "\u00b2",
        "0 \u2013",
        "1'000",
        "\\color{",
        "\\mathbf{{",
        "\\bbox[a",
        "> ```python\n",
        ">>> x\n",
    ],
    *["```\nx = f(y)\n```\n", "```python x=1\n", "print(1)\n", "because "],
    *["\\boxed{\\frac{1}{", "\\text{", "answer is ", "answer to ", "answer is $2^3$ ", "#### ", "```python\nf(x)\n```\n", "f(", "1\\pmod2"],
]
HOSTILE_EXPRESSIONS = [
    "10**10**10",
    "10^{10^{10}}",
    "9^{9^{9^{9}}}",
    "10^{-999999999}",
    "999999999!",
    "((9!)!)!",
    r"\binom{10^{9}}{500000000}",
    r"\binom{99999999999999999999}{50000}",
    r"2^{99999} \bmod 1000",
    "1" + "!" * 90,
    "|1" * 49,
    "([" * 25 + "1" + ")]" * 25,
    "(((1+" * 15 + "1" + ")))" * 15,
    "-" * 99 + "1",
    "(1+(1+(1+(1))))" * 3,
    "{{{{1}}}}" * 3,
    r"\lfloor " * 12,
    r"\sqrt{" * 4 + "2" + "}" * 4,
    "1+" * 49 + "1",
]


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_a_hostile_text_is_read_in_time_that_grows_with_its_length(unit: str) -> None:
    started = time.process_time()
    for text in (unit * (SIZE // len(unit)), "\\boxed{" + unit * (SIZE // len(unit)) + "}", unit * (SIZE // len(unit)) + "`"):
        extract_answer(text)
        extract_code(text)
    assert time.process_time() - started < LIMIT


@pytest.mark.parametrize("line", ["x = 1\n", "print(1)\n", "1\n", "def f():\n    return 1\n", "x = f(1\n"])
def test_a_program_of_a_megabyte_is_not_parsed(line: str) -> None:
    extract_code("```python\nprint(1)\n```")  # the first parse of all
    started = time.process_time()
    extract_code("```python\n" + line * (1_200_000 // len(line)))
    assert time.process_time() - started < LIMIT


@pytest.mark.parametrize("expression", HOSTILE_EXPRESSIONS)
def test_a_hostile_expression_takes_no_time(expression: str) -> None:
    extract_answer(r"\boxed{2^{10}}")  # the import
    started = time.process_time()
    extract_answer(rf"\boxed{{{expression}}}")
    assert time.process_time() - started < LIMIT
