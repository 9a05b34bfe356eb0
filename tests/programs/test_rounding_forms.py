"""The forms in which a program rounds, one by one: by what, and which value."""

from __future__ import annotations

import ast

import pytest

from kaggle_utils.programs.rounding_forms import carried, rounding_of


def expression(code: str) -> ast.AST:
    """The node of an expression, or of a statement."""
    (statement,) = ast.parse(code).body
    return statement.value if isinstance(statement, ast.Expr) else statement


@pytest.mark.parametrize(
    ("code", "by", "operands"),
    [
        ("x // 1", "// 1", ["x"]),
        ("x // 2", "//", ["x", "2"]),
        ("x //= y", "//", ["x", "y"]),
        ("int(x)", "int()", ["x"]),
        ("math.floor(x)", "floor()", ["x"]),
        ("np.rint(x)", "rint()", ["x"]),
        ("round(x, 0)", "round()", ["x"]),
        ("round(x, None)", "round()", ["x"]),
        ("int(x + 0.5)", "int()", ["x"]),
        ("int(0.5 + x)", "int()", ["x"]),
        ("int(x + 0.25)", "int()", ["x + 0.25"]),
        ("int(x - 0.5)", "int()", ["x - 0.5"]),
        ("format(x, '.0f')", ".0f", ["x"]),
        ("format(x, ',d')", ",d", ["x"]),
        ("x.astype(int)", ".astype()", ["x"]),
        ("x.round()", ".round()", ["x"]),
        ("x.__floor__()", ".__floor__()", ["x"]),
        ("'%d' % x", "%d", ["x"]),
        ("'n = %i' % x", "n = %i", ["x"]),
        ("'%.0f' % x", "%.0f", ["x"]),
        ("'{:.0f}'.format(x)", "{:.0f}", ["x"]),
        ("'n = {0:d}'.format(x)", "n = {0:d}", ["x"]),
        ("str(x)[:-2]", "[:...]", ["x"]),
        ("str(x)[0:5]", "[:...]", ["x"]),
        ("f'{x}'[:3]", "[:...]", ["x"]),
        ("repr(x).split('.')[0]", ".split('.')", ["x"]),
        ("str(x).partition('.')[0]", ".partition('.')", ["x"]),
    ],
)
def test_a_form_rounds_its_operand(code: str, by: str, operands: list[str]) -> None:
    node = expression(code)
    found = rounding_of(node)
    assert found is not None
    assert (found.by, [ast.unparse(each) for each in found.operands]) == (by, operands)
    assert found.node is node


@pytest.mark.parametrize(
    "code",
    [
        "x / 2", "x % 2", "a[0] //= 2", "x += 1", "int(x, 2)", "int('11', 0)", "int(*x)", "round(x, 2)", "floor(x, y)", "f(x)", "int()",
        "format(x, '.2f')", "format(x)", "(x + y).round(2)", "x.strip()", "'%d %d' % x", "'%d' % (x, y)", "'%d' % {1: 2}", "'%s' % x",
        "'%X' % x",
        "'%.2f' % x",
        "'%.1d%%' % x", "'%.1f' % x", "'{}'.format(x)", "'{:.1f}'.format(x)", "'{:d}'.format(x, y)", "str(x)[1:]", "str(x)[:]",
        "str(x)[1:3]",
        "str(x)[::2]", "x[:2]", "text(x)[:2]", "f'{x}{y}'[:3]", "str(x).split('.')[1]", "str(x).split(',')[0]", "str(x).strip('.')[0]",
        "x.split('.')[0]",
    ],
)  # fmt: skip
def test_another_form_rounds_nothing(code: str) -> None:
    assert rounding_of(expression(code)) is None


@pytest.mark.parametrize(("form", "by"), [(".0f", ".0f"), ("d", "d"), (".2f", None), (">10.0f", ">10.0f")])
def test_a_value_in_an_f_string_is_rounded_by_its_format(form: str, by: str | None) -> None:
    text = expression(f"f'{{x:{form}}}'")
    assert isinstance(text, ast.JoinedStr)
    (shown,) = text.values
    found = rounding_of(shown)
    assert (found and found.by) == by
    assert found is None or (found.node is shown and [ast.unparse(each) for each in found.operands] == ["x"])


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("a if b else c", ["a", "c"]),
        ("(a := b)", ["b"]),
        ("-a", ["a"]),
        ("+a", ["a"]),
        ("'%s' % a", ["a"]),
        ("'%s %s' % (a, b)", ["a", "b"]),
        ("a % b", ["a"]),
        ("'n' + a", ["'n'", "a"]),
        ("a + 'n'", ["a", "'n'"]),
        ("str(a) + b", ["str(a)", "b"]),
        ("f'{a}' + b", ["f'{a}'", "b"]),
        ("(a, b)", ["a", "b"]),
        ("'{} {}'.format(a, b)", ["a", "b"]),
        ("abs(a)", ["a"]),
        ("sympy.N(a, 5)", ["a"]),
        ("a.item()", ["a"]),
        ("a.evalf(30)", ["a"]),
    ],
)
def test_a_value_is_handed_on(code: str, values: list[str]) -> None:
    assert [ast.unparse(node) for node in carried(expression(code))] == values


@pytest.mark.parametrize(
    "code", ["a + b", "a + 1", "f(a) + b", "a * b", "not a", "~a", "f(a)", "a.f()", "abs()", "[a, b]", "3", "a", "len(a) + b"]
)
def test_through_other_arithmetic_it_is_not(code: str) -> None:
    assert list(carried(expression(code))) == []


def test_an_f_string_hands_on_its_values() -> None:
    text = expression("f'{a} of {b}'")
    inner = [value for part in carried(text) for value in carried(part)]
    assert [ast.unparse(node) for node in inner] == ["a", "b"]
