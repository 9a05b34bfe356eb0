"""Values looked up through a curve: stored points that a polynomial is laid through, by a library or by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.traces.hardcoding.clue import Clue
from kaggle_utils.traces.hardcoding.scopes import Program
from kaggle_utils.traces.hardcoding.stored import Data, Stored

LIBRARY = frozenset({
    "lagrange", "interpolate", "polyfit", "interp", "interp1d", "CubicSpline", "InterpolatedUnivariateSpline", "UnivariateSpline",
    "barycentric_interpolate", "BarycentricInterpolator", "KroghInterpolator", "krogh_interpolate", "PchipInterpolator",
    "Akima1DInterpolator", "interpolating_poly", "interpolating_spline", "rational_interpolate", "curve_fit", "splrep",
    "make_interp_spline", "fit",
})  # fmt: skip
MIN_POINTS = 5  # a cubic through four given points may be the problem itself
MAX_COEFFICIENTS = 8  # of an honest closed form, where nothing is known of the trace


def find_interpolation(program: Program, data: Data, terms: int | None) -> Iterator[Clue]:
    """A clue for every curve through stored points."""
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Call) and _name(node.func) in LIBRARY:
            points = [stored for part in node.args for stored in _read(part, data)]
            yield from _clue(node, points, f"{_name(node.func)} lays a curve through stored points")
    for function in [program.tree, *program.functions.values()]:
        nodes = list(program.inside(function))
        points = [stored for node in nodes if isinstance(node, ast.Name | ast.Attribute) for stored in _read(node, data)]
        points += _passed(program, function, data)
        if _has_lagrange_basis(nodes, data):
            yield from _clue(function, points, "Lagrange's formula goes through stored points")
        elif _has_differences(nodes):
            yield from _clue(function, points, "stored points are continued by their differences")
    yield from _long_polynomials(program, data, terms)


def _clue(node: ast.AST, points: list[Stored], sentence: str) -> Iterator[Clue]:
    largest = max(points, key=lambda stored: stored.entries, default=None)
    if largest is not None and largest.entries >= MIN_POINTS:
        yield Clue("interpolation", getattr(node, "lineno", 1), largest.entries, f"{sentence} ({largest.entries})")


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _read(node: ast.expr, data: Data) -> Iterator[Stored]:
    """The stored numbers in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.expr) and not isinstance(part, ast.Constant):
            stored = data.stored(part)
            if stored is not None and not isinstance(stored.value, str | int) and _is_numeric(stored.value):
                yield stored


def _is_numeric(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_numeric(part) for part in value.values())
    if isinstance(value, list | tuple):
        return all(_is_numeric(part) for part in value)
    return isinstance(value, int | float) or hasattr(value, "numerator")


def _passed(program: Program, function: ast.AST, data: Data) -> list[Stored]:
    """Stored data that calls of a function hand over to it."""
    name = getattr(function, "name", None)
    calls = [node for node in ast.walk(program.tree) if isinstance(node, ast.Call) and name is not None and _name(node.func) == name]
    return [stored for call in calls for part in call.args for stored in _read(part, data)]


def _has_lagrange_basis(nodes: list[ast.AST], data: Data) -> bool:
    """Whether (x - b) and (a - b), with the same b, are multiplied or divided: the basis polynomials of Lagrange's formula."""
    differences: dict[str, set[str]] = {}
    for node in nodes:
        match node:
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mult(), left=left, right=right):
                factors = [left, right]
            case ast.AugAssign(op=ast.Mult() | ast.Div() | ast.FloorDiv(), value=value):
                factors = [value]
            case ast.Call(func=ast.Name(id="Fraction" | "Rational"), args=[left, right]):
                factors = [left, right]
            case _:
                continue
        for factor in factors:
            if isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Sub) and not data.is_closed(factor.right):
                differences.setdefault(ast.dump(factor.right), set()).add(ast.dump(factor.left))
    return any(len(left) > 1 for left in differences.values())


def _has_differences(nodes: list[ast.AST]) -> bool:
    """Whether neighbours are subtracted again and again: [b - a for a, b in zip(row, row[1:])] inside a loop."""
    for node in nodes:
        if not isinstance(node, ast.For | ast.While):
            continue
        for inner in ast.walk(node):
            match inner:
                case ast.ListComp(elt=ast.BinOp(op=ast.Sub(), left=ast.Subscript(value=one), right=ast.Subscript(value=other))):
                    if ast.dump(one) == ast.dump(other):
                        return True
                case ast.ListComp(elt=ast.BinOp(op=ast.Sub()), generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="zip")))]):
                    return True
    return False


def _long_polynomials(program: Program, data: Data, terms: int | None) -> Iterator[Clue]:
    """Polynomials with about as many stored coefficients as there are values."""
    most = MAX_COEFFICIENTS if terms is None else max(MIN_POINTS, int(0.6 * terms))
    for node in ast.walk(program.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="polyval" | "poly1d" | "Polynomial" | "from_list"), args=[coefficients, *_]):
                owner: ast.expr | None = coefficients
            case ast.GeneratorExp(elt=ast.BinOp(op=ast.Mult()) as product, generators=[ast.comprehension(iter=iterable)]):
                owner = _enumerated(iterable) if any(isinstance(part, ast.Pow) for part in ast.walk(product)) else None
            case ast.For(iter=iterable, body=[ast.Assign(value=ast.BinOp(op=ast.Add(), left=ast.BinOp(op=ast.Mult())))]):
                owner = _enumerated(iterable)
            case _:
                continue
        stored = data.stored(owner) if owner is not None else None
        if stored is not None and stored.entries > most:
            line = getattr(node, "lineno", owner.lineno if owner else 1)
            yield Clue("interpolation", line, stored.entries, f"a polynomial with {stored.entries} stored coefficients gives the values")


def _enumerated(node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=ast.Name(id="enumerate" | "reversed"), args=[values, *_]):
            return _enumerated(values)
    return node
