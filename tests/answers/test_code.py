from __future__ import annotations

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.answers.code import is_unfinished

DEFINES = "def f(n):\n    return n * n\n"
USES = "print(f(5))\n"


def fenced(*programs: str) -> str:
    return "\nAnd now:\n".join(f"```python\n{program}```" for program in programs)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nprint(1)\n```", "print(1)\n"),
        ("```py\nprint(1)\n```", "print(1)\n"),
        ("```Python 3\nprint(1)\n```", "print(1)\n"),
        ("```python3\nprint(1)\n```", "print(1)\n"),
        ("```{python}\nprint(1)\n```", "print(1)\n"),
        ("``` python\nprint(1)\n```", "print(1)\n"),
        ("````python\nprint(1)\n````", "print(1)\n"),
        ("~~~python\nprint(1)\n~~~", "print(1)\n"),
        ("```\nprint(1)\n```", "print(1)\n"),
        ("```python\nprint(1)```", "print(1)"),
        ("1. Run this:\n   ```python\n   if True:\n       print(1)\n   ```\n", "if True:\n    print(1)\n"),
        ("```python\n    x = 1\n    print(x)\n```", "x = 1\nprint(x)\n"),
        ("<code>print(1)</code>", "print(1)"),
        ("<code>\nprint(1)\n</code>", "print(1)\n"),
        ("first\n```python\nprint(1)\n```\nbetter\n```python\nprint(2)\n```", "print(2)\n"),
        ("```python\nprint(1)\n```\nOutput:\n```output\n1\n```", "print(1)\n"),
        ("```python\nprint(1)\n```\nOutput:\n```\n1\n```", "print(1)\n"),
        ("```python\nprint(1)\n```\n```python\n\n```", "print(1)\n"),
        ("```python\nprint(1)\n```python\nprint(2)\n```", "print(2)\n"),
        ("```python\nx = '~~~'\nprint(x)\n```", "x = '~~~'\nprint(x)\n"),
        ("cut off ```python\nprint(1)", "print(1)"),
        ("cut off ```python\nfor i in ran", "for i in ran"),
        ("print(1)", "print(1)"),
        ("def f(n):\n    return n\nprint(f(3))", "def f(n):\n    return n\nprint(f(3))"),
        ("The answer is 5.", None),
        ("forty-two", None),
        ("```json\n{}\n```", None),
        ("", None),
        ("  \n", None),
    ],
)
def test_the_last_fenced_block_of_python_is_the_program(text: str, code: str | None) -> None:
    assert extract_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<think>\n```python\nprint(1)\n```\n</think>\n```python\nprint(2)\n```", "print(2)\n"),
        ("```python\nprint(1)\n```\n</think>\n```python\nprint(2)\n```", "print(2)\n"),
        ("```python\nprint(2)\n```\n<think>\n```python\nprint(1)\n```", "print(2)\n"),
        ("<think>\n```python\nprint(1)\n```\n</think>\nThe answer is 5.", None),
        ("<think>\n```python\nprint(1)", None),
    ],
)
def test_a_thought_is_no_part_of_the_reply(text: str, code: str | None) -> None:
    assert extract_code(text) == code


@pytest.mark.parametrize(
    ("programs", "joined"),
    [
        ((DEFINES, USES), DEFINES + USES),
        (("import math\n", DEFINES, "print(f(math.comb(5, 2)))\n"), "import math\n" + DEFINES + "print(f(math.comb(5, 2)))\n"),
        (("k = 3\n", "def f(n):\n    return n * k\n", "print(1)\n", USES), "k = 3\ndef f(n):\n    return n * k\n" + USES),
        (("def f(n):\n    return 0\n", DEFINES, USES), DEFINES + USES),
        (("for i in range(3):\n", "    print(i)\n"), "for i in range(3):\n    print(i)\n"),
    ],
    ids=["definition and use", "two blocks needed", "what a needed block needs", "the latest definition", "a program in two parts"],
)
def test_blocks_that_build_on_each_other_are_joined(programs: tuple[str, ...], joined: str) -> None:
    assert (extract_code(fenced(*programs)) or "").split() == joined.split()


@pytest.mark.parametrize("first", ["y = (X", "y = (3  ", "# X\ny = (3"])
def test_a_program_that_was_cut_in_two_is_put_together_as_it_was_written(first: str) -> None:
    assert extract_code(fenced("X = 1\n", f"{first}\n", " + 2)\nprint(y)\n")) == f"{first}\n + 2)\nprint(y)\n"


@pytest.mark.parametrize("first", ["def f(n):\n    return n * n  ", "X = 2\nf = lambda n: n * X"])
def test_a_definition_is_put_before_its_use_as_it_was_written(first: str) -> None:
    assert extract_code(fenced(f"{first}\n", USES)) == f"{first}\n{USES}"


@pytest.mark.parametrize("between", [("import math\n", DEFINES), (DEFINES, "import math\n")], ids=["right before", "earlier"])
def test_what_any_earlier_block_defines_makes_an_assignment_a_program(between: tuple[str, str]) -> None:
    assert extract_code(fenced(*between, "x = f(5)\n")) == f"{DEFINES}x = f(5)\n"


def test_what_a_later_block_defines_does_not() -> None:
    assert extract_code(fenced("y = f(3)\n", "f = 5\n")) == "f = 5\n"


def test_a_byte_order_mark_is_no_part_of_the_program() -> None:
    assert extract_code("\ufeffprint(1)") == "print(1)"


LONG = "x = 1\n" * 20_000


def test_a_program_of_a_megabyte_may_be_the_program() -> None:
    assert extract_code(fenced(f"{LONG}print(x)\n")) == f"{LONG}print(x)\n"


def test_a_program_of_a_megabyte_is_not_put_before_another() -> None:
    assert extract_code(fenced(f"{LONG}{DEFINES}", USES)) == USES


def test_a_definition_stands_right_before_its_use() -> None:
    assert extract_code(fenced(f"\n{DEFINES}\n\n", USES)) == f"\n{DEFINES.rstrip()}\n{USES}"


@pytest.mark.parametrize(
    "last",
    [
        DEFINES + USES,
        "print(g(5))\n",
        "print(5\n",
        "from sympy import *\nprint(factorint(12))\n",
        "print([f for f in range(3)])\n",
        "def g(f):\n    return f\nprint(g(1))\n",
    ],
    ids=["complete", "nobody defines g", "no Python", "names from a star", "a comprehension's own name", "a parameter"],
)
def test_blocks_are_not_joined_without_evidence(last: str) -> None:
    assert extract_code(fenced(DEFINES, last)) == last


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("```python\nprint(1)", True),
        ("```python\nprint(1)\n```", False),
        ("```python\n", False),
        ("```\nprint(1)", True),
        ("```\nfor n in range(", True),
        ("```\nfor n in range(3):\n    print(", True),
        ("```\nwords", False),
        ("```text\nprint(1)", False),
        ("print(1)", True),
        ("words", False),
        ("<think>```python\nprint(1)", False),
        ("```python\nx = 1\n```\n```text\nx\n```\n```python\nprint(1)", True),
        ("```python\nx = 1\n```\n```python\nprint(x)\n```\n```text\nx", False),
    ],
)
def test_a_reply_is_unfinished_where_it_ends_inside_of_its_program(text: str, unfinished: bool) -> None:
    assert is_unfinished(text) is unfinished
