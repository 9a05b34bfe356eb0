"""A program whose answer is rounded is found, and made to report what it rounds; it prints what it printed before."""

from __future__ import annotations

import ast
import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.programs.rounding import Kind, Rounded, Watched, watch

NOT_ROUNDED = [
    "print(42)",
    "import math\nprint(math.isqrt(50))",
    "print(int('1010', 2))",
    "print(round(41.569, 2))",
    "print(f'{41.569:.2f}')",
    "x = int(7 / 2)\nprint(x * 2)",
    "print(sum(n // 2 for n in range(9)))",
    "x = int(7 / 2)\nx += 1\nprint(x)",
    "x = int(7 / 2); x += 1\nprint(x)",
    "x = int(7 / 2)\nx = x + 1\nprint(x)",
    "for n in range(int(9 / 2)):\n    print(n)",
    "total = 0\nfor n in range(9):\n    total += n // 2\nprint(total)",
    "text = 'abc'\nprint(text[:2])",
    "print(int(*[7 / 2]))",
    "print(1",
    "",
]
ROUNDED = [
    ("print(7 // 2)", [Rounded("//", Kind.BETWEEN, 3, "3.5")]),
    ("print(-7 // 2)", [Rounded("//", Kind.BETWEEN, -4, "-3.5")]),
    ("print(8 // 2)", [Rounded("//", Kind.EXACT, 4, "4")]),
    ("print(int(3.5), round(4.5))", [Rounded("int()", Kind.BETWEEN, 3, "3.5"), Rounded("round()", Kind.BETWEEN, 4, "4.5")]),
    ("print(int(29.000000000000004))", [Rounded("int()", Kind.NOISE, 29, "29")]),
    ("print(int(28.9999999))", [Rounded("int()", Kind.NEAR, 29, "28.9999999")]),
    ("print(int(3e20 / 7))", [Rounded("int()", Kind.LARGE, int(3e20 / 7), "4.28571428571e+19")]),
    ("print(int(2.0 ** 70))", [Rounded("int()", Kind.EXACT, 2**70, "1.18059162072e+21")]),
    ("def f():\n    x = 7 / 2\n    return round(x)\ny = f()\nprint(f'{y} units')", [Rounded("round()", Kind.BETWEEN, 3, "3.5")]),
    ("a, b = int(1.5), int(2.5)\nprint(b)", [Rounded("int()", Kind.BETWEEN, 2, "2.5")]),
    ("x = 7\nx //= 2\nprint(x)", [Rounded("//", Kind.BETWEEN, 3, "3.5")]),
    ("for n in range(1, 4):\n    print(n // 2)", [Rounded("//", Kind.BETWEEN, 1, "1.5")]),
    ("def f(n):\n    return 1 if n == 0 else f(n - 1) * 5 // 2\nprint(f(3))", [Rounded("//", Kind.BETWEEN, 12, "12.5")]),
    ("def f(n):\n    return f(n) // 2 if n > 9 else n // 2\nprint(f(8))", [Rounded("//", Kind.EXACT, 4, "4")]),
    ("from __future__ import annotations\nprint(int(1.5))", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("'''A program.'''\nprint(int(1.5))", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("import sys\nsys.stdout.write(str(int(1.5)))", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("f = lambda n: n // 2\nprint(f(7))", [Rounded("//", Kind.BETWEEN, 3, "3.5")]),
    ("x = int(1.5)\ndef f():\n    return x\nprint(f())", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("x: int = int(1.5)\nprint(x)", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("if x := int(1.5):\n    print(x)", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("k = 2\nx = int(7 / 2)\nx = k + 1\nprint(x)", [Rounded("int()", Kind.BETWEEN, 3, "3.5")]),
    ("x = int(7 / 2)\nx = x % 10\nprint(x)", [Rounded("int()", Kind.BETWEEN, 3, "3.5")]),
    ("'Two.'\nfrom __future__ import annotations\nprint(int(1.5))", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("'A.'\nx = int(1.5)\nprint(x)", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("int(1.5)", [Rounded("int()", Kind.BETWEEN, 1, "1.5")]),
    ("print(int(1.5) // 1)", [Rounded("int()", Kind.BETWEEN, 1, "1.5"), Rounded("// 1", Kind.EXACT, 1, "1")]),
    ("print(7 // int(2.5))", [Rounded("//", Kind.BETWEEN, 3, "3.5")]),
    ("print(int(10 ** 5000 // 3))", []),  # of more digits than Python writes
    ("if 0:\n    print(int(1.5))\nprint(42)", []),  # never reached
]


def run(code: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.suppress(ValueError):
        exec(code, {"__name__": "__main__"})
    return output.getvalue()


def watch_or_fail(code: str) -> Watched:
    watched = watch(code)
    assert watched is not None
    return watched


@pytest.mark.parametrize("code", NOT_ROUNDED)
def test_a_program_that_rounds_nothing_on_the_way_to_its_answer_is_not_watched(code: str) -> None:
    assert watch(code) is None


@pytest.mark.parametrize(("code", "values"), ROUNDED)
def test_the_value_before_it_was_rounded_is_reported(code: str, values: list[Rounded]) -> None:
    watched = watch_or_fail(code)
    assert watched.read(run(watched.code)) == values


@pytest.mark.parametrize("code", [code for code, _ in ROUNDED])
def test_a_watched_program_prints_what_it_printed_before(code: str) -> None:
    assert run(watch_or_fail(code).code).startswith(run(code))


@given(st.integers(-(10**30), 10**30), st.integers(-(10**9), 10**9).filter(bool))
def test_a_quotient_of_integers_is_exact_if_and_only_if_nothing_is_left_over(a: int, b: int) -> None:
    watched = watch_or_fail(f"a = {a}\nprint(a // {b})")
    by_one = b == 1  # // 1 rounds what stands before it alone
    (value,) = watched.read(run(watched.code))
    assert (value.kind is Kind.EXACT) == (by_one or a % b == 0)
    assert value.whole == a // b


@given(st.floats(-1e15, 1e15))
def test_a_float_that_is_an_integer_is_never_between_two(x: float) -> None:
    watched = watch_or_fail(f"print(int({float(round(x))!r}))")
    (value,) = watched.read(run(watched.code))
    assert (value.kind, value.whole) == (Kind.EXACT, round(x))


@given(st.integers(0, 10**6), st.floats(0.001, 0.999))
def test_a_float_that_is_none_lies_between_two(whole: int, rest: float) -> None:
    watched = watch_or_fail(f"print(round({whole + rest!r}))")
    (value,) = watched.read(run(watched.code))
    assert (value.kind, value.whole) == (Kind.BETWEEN, whole)


def test_the_moduli_on_the_way_are_known() -> None:
    watched = watch_or_fail("M = 10**9 + 7\nans = int(7 / 2)\nans %= M\nprint(ans % 1000)")
    assert watched.moduli == {10**9 + 7, 1000}
    assert watched.is_residue(3, 1003)
    assert not watched.is_residue(3, 1004)


@pytest.mark.parametrize("by", ["m", "n * 2", "1"])
def test_a_modulus_that_is_not_in_the_text_is_none(by: str) -> None:
    assert watch_or_fail(f"m = len('seven')\nprint(int(7 / 2) % ({by}))").moduli == set()


def test_a_program_that_is_nested_too_deeply_is_not_watched() -> None:
    assert watch("print(int(" + "-" * 100_000 + "1.5))") is None


def test_what_is_watched_is_a_program() -> None:
    assert ast.parse(watch_or_fail("print(int(1.5))").code)
