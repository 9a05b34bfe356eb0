from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.programs.fingerprint import program_fingerprint

PROGRAM = """
def count(n):
    total = 0
    for i in range(1, n + 1):
        total += i * i
    return total

print(count(20))
"""


@pytest.mark.parametrize(
    "copy",
    [
        PROGRAM.replace("count", "f").replace("total", "s"),
        PROGRAM.replace("20", "21"),
        PROGRAM.replace("print", "# a comment\nprint"),
        PROGRAM.replace("    total = 0", '    """Squares."""\n    total: int = 0'),
        PROGRAM.replace("(n):", "(n: int) -> int:"),
        "import math\n" + PROGRAM,
        PROGRAM.replace("print(count(20))", "for n in range(1, 5):\n    print(n, count(n))"),
    ],
    ids=["names", "constants", "comments", "docstrings and annotations", "types", "imports", "how it is called"],
)
def test_copies_have_the_same_structure(copy: str) -> None:
    assert program_fingerprint(copy) == program_fingerprint(PROGRAM)


@pytest.mark.parametrize(
    "other",
    [PROGRAM.replace("i * i", "i + i"), PROGRAM.replace("range(1, n + 1)", "range(n)"), "print(sum(i * i for i in range(21)))"],
)
def test_other_programs_have_another(other: str) -> None:
    assert program_fingerprint(other) != program_fingerprint(PROGRAM)


def test_what_a_program_computes_with_is_part_of_its_structure() -> None:
    assert program_fingerprint("print(max(range(3)))") != program_fingerprint("print(min(range(3)))")
    assert program_fingerprint("import math\nprint(math.comb(4, 2))") != program_fingerprint("import math\nprint(math.perm(4, 2))")


@pytest.mark.parametrize("text", ["The answer is: 42!", "def", "(" * 10_000, "x = " + "-" * 100_000 + "1", "\0"])
def test_what_is_not_python_has_none(text: str) -> None:
    assert program_fingerprint(text) is None


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    program_fingerprint(text)


def test_a_coroutine_s_own_names_are_forgotten_too() -> None:
    program = "import asyncio\n\nasync def count(n: int) -> int:\n    return n * n\n\nprint(asyncio.run(count(5)))"
    assert program_fingerprint(program) == program_fingerprint(
        program.replace("count", "f").replace("n: int", "size").replace("n * n", "size * size")
    )
    assert program_fingerprint(program) != program_fingerprint(program.replace("n * n", "n + n"))


@pytest.mark.parametrize(
    ("program", "changed", "same"),
    [
        ("def f(a, b):\n    return a - b", ("a - b", "b - a"), False),
        ("import math\nprint(max(1, 2))", ("import math\n", ""), True),
        ("def f():\n    from math import comb\n    return comb(4, 2)", ("    from math import comb\n", ""), True),
        ("class Box:\n    def area(self):\n        return 2", ("Box", "Chest"), True),
        ("class Box:\n    f()\nclass Box:\n    g()", ("Box:\n    g()", "Chest:\n    g()"), False),
        ("class Box(Base):\n    size = 1", ("Base", "Other"), False),
        ("def f(size):\n    return size\ndef g(m):\n    return f(size=m)", ("size", "width"), True),
        ("def f(m):\n    return max(m, key=abs)", ("key", "default"), False),
        ("def f(m):\n    return max(m, key=abs)", ("abs", "len"), False),
        ("def f(m):\n    return max(m, key=3)", ("3", "4"), True),
        ("def f(m):\n    return dict(**m)", ("dict(**m)", "dict(m=m)"), False),
        ("def f():\n    x: int\n    return 1", ("    x: int\n", ""), True),
        ("def f():\n    x: int = 1\n    return x", ("x: int = 1", "x = 1"), True),
        ("def f(n):\n    return n + 1", ("1", "'1'"), False),
        ("def f(n):\n    return n + 1", ("1", "1.5"), False),
    ],
    ids=[
        "which of two names",
        "an import",
        "an import in a function",
        "a class's name", "two classes of one name", "a base class", "an argument by name", "a keyword", "a keyword's value",
        "a constant by name",
        "two stars",
        "an annotation alone", "an annotation", "text for a number", "a float for an integer",
    ],
)  # fmt: skip
def test_what_is_a_program_s_own_is_forgotten_and_what_it_computes_with_is_not(program: str, changed: tuple[str, str], same: bool) -> None:
    assert program_fingerprint(program) is not None
    assert (program_fingerprint(program.replace(*changed)) == program_fingerprint(program)) is same
