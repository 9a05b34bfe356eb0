"""Which of the usual techniques a program uses."""

from __future__ import annotations

import pytest

from kaggle_utils.programs.techniques import CACHE, ENUMERATION, RESIDUES, SYMPY, TABLE, techniques_of

RECURSION = "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n"


@pytest.mark.parametrize(
    ("code", "used"),
    [
        pytest.param("table = [1, 1]\nfor n in range(2, 9):\n    table.append(table[n - 1] + table[n - 2])", {TABLE}, id="appended"),
        pytest.param("t = [0] * 9\nfor n in range(2, 9):\n    t[n] = t[n - 1] + 1", {TABLE}, id="filled by index"),
        pytest.param("row = [1]\nfor n in range(9):\n    row = [a + b for a, b in zip(row[1:], row)]", {TABLE}, id="row by row"),
        pytest.param(f"from functools import cache\n@cache\n{RECURSION}", {CACHE}, id="decorator"),
        pytest.param(
            "seen = {}\ndef f(n):\n    if n in seen:\n        return seen[n]\n    seen[n] = f(n - 1) + 1\n    return seen[n]",
            {CACHE},
            id="dictionary",
        ),
        pytest.param(RECURSION, set(), id="recursion without a cache"),
        pytest.param("from itertools import permutations\nprint(sum(1 for p in permutations(range(5))))", {ENUMERATION}, id="itertools"),
        pytest.param("count = 0\nfor a in range(9):\n    for b in range(9):\n        count += 1", {ENUMERATION}, id="nested loops"),
        pytest.param("print(sum(1 for a in range(9) for b in range(9)))", {ENUMERATION}, id="one comprehension of two loops"),
        pytest.param("print(pow(3, 100, 7))", {RESIDUES}, id="modular power"),
        pytest.param("x = 1\nfor i in range(9):\n    x = x * i % 7", {RESIDUES}, id="remainder kept"),
        pytest.param("if 6 % 2 == 0:\n    print(1)", set(), id="a condition on a remainder"),
        pytest.param("import sympy.ntheory\nprint(sympy.ntheory.primepi(9))", {SYMPY}, id="sympy"),
        pytest.param("print(", set(), id="no program"),
    ],
)
def test_techniques_are_read_off_the_program(code: str, used: set[str]) -> None:
    assert techniques_of(code) == used
