from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.programs.statements import split_statements, undefined_names

PARTS = (
    "x = 1",
    "y = 2; z = 3",
    "def f(n):\n    # inside\n    return n + 1",
    "import functools\n@functools.cache\ndef g(n):\n    return n",
    "print('a',\n      'b')",
    "if True:\n    print('yes')\nelse:\n    print('no')",
    "text = '''one\n\ntwo'''",
    "# only words",
    "",
    "t = 1 + \\\n    2",
)


@pytest.mark.parametrize(
    ("code", "called", "other"),
    [
        ("print(judge(3))", ("judge",), ()),
        ("def judge(n): return n\nprint(judge(3))", (), ()),
        ("def f(n): return helper(n) + LIMIT\nprint(f(1))", ("helper",), ("LIMIT",)),
        ("from x import judge\njudge(np.pi)", (), ("np",)),
        ("def f():\n    return one\ndef g():\n    return two\nf() + g()", (), ("one", "two")),
        ("def f():\n    global total\n    total = 1\nf()\nprint(total)", (), ()),
        ("f = lambda a: a(b)\nfor i in range(3): f(i)", (), ("b",)),
        ("[w for w in words if is_noun(w)]", ("is_noun",), ("words",)),
        ("class A:\n    def m(self): return self.n()\nA().m()", (), ()),
        ("try:\n    risky()\nexcept ValueError as e:\n    print(e)", ("risky",), ()),
        ("if (n := len('ab')) > 1: print(n, __name__)", (), ()),
    ],
)
def test_undefined_names_are_found_and_told_apart(code: str, called: tuple[str, ...], other: tuple[str, ...]) -> None:
    found = undefined_names(code)
    assert (found.called, found.other) == (called, other)


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_the_cells_of_a_program_do_what_the_program_does(parts: list[str]) -> None:
    code = "\n".join(parts)

    def printed(*cells: str) -> str:
        namespace: dict[str, object] = {}
        with contextlib.redirect_stdout(io.StringIO()) as output:
            for cell in cells:
                exec(cell, namespace)
        return output.getvalue()

    assert printed(*split_statements(code)) == printed(code)


def test_a_cell_has_its_lines_where_the_program_has_them() -> None:
    cells = split_statements("x = 1\n\n@str\ndef f():\n    pass\nx = 2; 1 / 0")
    assert [cell.count("\n", 0, len(cell) - len(cell.lstrip("\n"))) + 1 for cell in cells] == [1, 3, 6]
    assert cells[-1].strip() == "x = 2; 1 / 0"


def test_the_lines_of_other_systems_are_lines() -> None:
    assert split_statements("x = 1\r\ny = 2\rz = 3") == ["x = 1\npass", "\ny = 2\npass", "\n\nz = 3"]


def test_a_statement_on_the_last_line_of_another_is_in_its_cell() -> None:
    assert split_statements("x = (1,\n2); y = 3") == ["x = (1,\n2); y = 3"]
