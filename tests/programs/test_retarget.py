"""A trace program can be retargeted at other sizes, unless its turns depend on each other."""

from __future__ import annotations

import contextlib
import io

import pytest

from kaggle_utils.programs.retarget import retarget

PLAIN = """
def f(n):
    return n * n
print("target", 10**6)
for n in range(1, min(10**6, 40) + 1):
    print(n, f(n) % 7)
"""
WITH_NAMES = 'print("target", 9)\nfor n in range(3):\n    value = n ** 3\n    print(f"{n} {value}")\n'
GUARDED = 'def f(n): return n\nif __name__ == "__main__":\n    print("target", 5)\n    for n in range(5):\n        print(n, f(n))\n'
CARRIED = 'print("target", 9)\na, b = 0, 1\nfor n in range(9):\n    print(n, a)\n    a, b = b, a + b\n'
AUGMENTED = 'print("target", 9)\ntotal = 0\nfor n in range(9):\n    total += n\n    print(n, total)\n'
APPENDED = 'print("target", 9)\nf = [1]\nfor n in range(9):\n    f.append(sum(f))\n    print(n, f[-1])\n'
STORED = 'print("target", 9)\nf = {}\nfor n in range(9):\n    f[n] = n + f.get(n - 1, 0)\n    print(n, f[n])\n'
TWO = "for n in range(3):\n    print(n, n)\n" * 2
WHILE = 'print("target", 9)\nn = 0\nwhile n < 9:\n    print(n, n * n)\n    n += 1\n'


def run(code: str) -> list[str]:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, {"__name__": "__main__"})
    return output.getvalue().splitlines()


@pytest.mark.parametrize(
    ("code", "lines", "modulus"),
    [
        (PLAIN, ["50 2500", "80 6400"], 7),
        (WITH_NAMES, ["50 125000", "80 512000"], None),
        (GUARDED, ["50 50", "80 80"], None),
        (WITH_NAMES.replace("{value}", "{value % 7}"), ["50 125000", "80 512000"], 7),
        (WITH_NAMES.replace("{value}", "{value % M}").replace("print", "M = 10**9 + 7\nprint", 1), ["50 125000", "80 512000"], 10**9 + 7),
        (WITH_NAMES.replace("{value}", "{value % (n + 3)}"), [f"50 {125000 % 53}", f"80 {512000 % 83}"], None),
        (PLAIN.replace("% 7", "% M").replace("def", "M = 10\ndef"), ["50 2500", "80 6400"], 10),
        (PLAIN.replace("% 7", "% n"), ["50 0", "80 0"], None),
    ],
)
def test_the_same_function_is_printed_exactly_at_the_new_sizes(code: str, lines: list[str], modulus: int | None) -> None:
    retargeted = retarget(code, [50, 80])
    assert retargeted is not None
    assert run(retargeted.code)[1:] == lines
    assert retargeted.modulus == modulus


@pytest.mark.parametrize("shown", ["n * n", "m, n", "n", "'n', n", "f'{m} {n}'", "f'n = {n}'"])
def test_a_loop_that_does_not_print_its_variable_and_a_value_is_left_alone(shown: str) -> None:
    code = f"m = 5\nfor n in range(3):\n    print({shown})\n"
    retargeted = retarget(code, [50])
    assert retargeted is None


@pytest.mark.parametrize("code", [CARRIED, AUGMENTED, APPENDED, STORED, TWO, WHILE, "print(1)", "for n in range(3:", ""])
def test_a_program_whose_turns_depend_on_each_other_is_left_alone(code: str) -> None:
    assert retarget(code, [50]) is None
