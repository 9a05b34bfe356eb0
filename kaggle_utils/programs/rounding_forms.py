"""The forms in which programs round: calls, methods, operators, formats and slices of a number's text. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Of Python, math, numpy and sympy. math.isqrt is exact, and what it leaves out it was chosen to leave out.
FUNCTIONS = {"int", "round", "floor", "ceil", "ceiling", "trunc", "rint", "fix", "around", "Integer", "int_", "int32", "int64"}
METHODS = {"astype", "round", "quantize", "to_integral_value", "to_integral_exact", "to_integral"}
METHODS |= {"__int__", "__floor__", "__ceil__", "__round__", "__trunc__"}
CARRIERS = {"abs", "str", "repr", "float", "Fraction", "Decimal", "N", "simplify", "sympify", "nsimplify"}
CARRYING_METHODS = {"item", "evalf", "n", "simplify", "strip"}
WHOLE_FORMAT = re.compile(r"[^%]*\.0f|[^%.]*d")
_PERCENT = re.compile(r"%[-+ 0#]*\d*(?:\.(\d+))?([a-zA-Z%])")


@dataclass(frozen=True)
class Rounding:
    """A place where a program rounds: by what, the node that does it, and what it rounds; two operands are a quotient's."""

    by: str
    node: ast.AST
    operands: tuple[ast.expr, ...]


def rounding_of(node: ast.AST) -> Rounding | None:
    """What a node rounds, if it does."""
    match node:
        case ast.BinOp(left, ast.FloorDiv(), ast.Constant(1)):
            return Rounding("// 1", node, (left,))
        case ast.BinOp(left, ast.FloorDiv(), right):
            return Rounding("//", node, (left, right))
        case ast.AugAssign(ast.Name() as target, ast.FloorDiv(), value):
            return Rounding("//", node, (target, value))
        case ast.Call(ast.Name(name) | ast.Attribute(ast.Name(), name), [value, *rest]) if name in FUNCTIONS and _keeps_none(name, rest):
            return None if isinstance(value, ast.Starred) else Rounding(f"{name}()", node, (_without_half(value),))
        case ast.Call(ast.Name("format"), [value, ast.Constant(str(form))]) if WHOLE_FORMAT.fullmatch(form):
            return Rounding(form, node, (value,))
        case ast.Call(ast.Attribute(value, name), arguments) if name in METHODS and not (name == "round" and arguments):
            return Rounding(f".{name}()", node, (value,))
        case ast.FormattedValue(value, _, ast.JoinedStr([ast.Constant(str(form))])) if WHOLE_FORMAT.fullmatch(form):
            return Rounding(form, node, (value,))
        case ast.BinOp(ast.Constant(str(form)), ast.Mod(), value) if not isinstance(value, ast.Tuple | ast.Dict):
            return Rounding(form, node, (value,)) if _rounds(_PERCENT.findall(form)) else None
        case ast.Call(ast.Attribute(ast.Constant(str(form)), "format"), [value]) if re.search(r"\{0?:[^{}]*(?:\.0f|d)\}", form):
            return Rounding(form, node, (value,))
        case ast.Subscript(text, ast.Slice(None | ast.Constant(0), ast.expr(), None)):
            return _of_text(node, text, "[:...]")
        case ast.Subscript(ast.Call(ast.Attribute(text, "split" | "partition" as name), [ast.Constant("."), *_]), ast.Constant(0)):
            return _of_text(node, text, f".{name}('.')")
    return None


def carried(node: ast.AST) -> Iterator[ast.AST]:
    """The values that a node hands on as they are, but for a remainder, a sign, or text around them."""
    match node:
        case ast.IfExp(_, one, other):
            yield from (one, other)
        case ast.NamedExpr(_, value) | ast.UnaryOp(ast.USub() | ast.UAdd(), value) | ast.FormattedValue(value):
            yield value
        case ast.BinOp(ast.Constant(str()), ast.Mod(), value):
            yield from value.elts if isinstance(value, ast.Tuple) else [value]
        case ast.BinOp(value, ast.Mod(), _):
            yield value
        case ast.BinOp(left, ast.Add(), right) if _is_text(left) or _is_text(right):
            yield from (left, right)
        case ast.JoinedStr(values) | ast.Tuple(values):
            yield from values
        case ast.Call(ast.Attribute(ast.Constant(str()), "format"), values):
            yield from values
        case ast.Call(ast.Name(name) | ast.Attribute(ast.Name(), name), [value, *_]) if name in CARRIERS:
            yield value
        case ast.Call(ast.Attribute(value, name)) if name in CARRYING_METHODS:
            yield value


def _keeps_none(name: str, rest: list[ast.expr]) -> bool:
    """Whether a call with these further arguments leaves no digit after the point. ``int("101", 2)`` reads, and rounds nothing."""
    return not rest or (name != "int" and isinstance(rest[0], ast.Constant) and rest[0].value in (0, None))


def _without_half(value: ast.expr) -> ast.expr:
    """What is rounded to the nearest integer by adding a half and rounding down."""
    match value:
        case ast.BinOp(inner, ast.Add(), ast.Constant(0.5)) | ast.BinOp(ast.Constant(0.5), ast.Add(), inner):
            return inner
    return value


def _rounds(directives: list[tuple[str, str]]) -> bool:
    """Whether the one directive of a format writes an integer."""
    return len(directives) == 1 and (directives[0][1] in "di" or directives[0] == ("0", "f"))


def _of_text(node: ast.AST, text: ast.expr, by: str) -> Rounding | None:
    """The rounding that is a cut through the text of a number."""
    match text:
        case ast.Call(ast.Name("str" | "repr"), [value]) | ast.JoinedStr([ast.FormattedValue(value)]):
            return Rounding(by, node, (value,))
    return None


def _is_text(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str")
    )
