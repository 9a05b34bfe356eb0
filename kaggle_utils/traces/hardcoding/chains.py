"""Tables written as control flow: one constant for every size, by if, match, a conditional expression, or and with or."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

IsClosed = Callable[[ast.expr], bool]


def count_cases(nodes: Sequence[ast.AST], is_closed: IsClosed) -> int:
    """How many branches there are that compare the size with a constant and give a constant."""
    return sum(_cases(inner, is_closed) for node in nodes for inner in ast.walk(node))


def _cases(node: ast.AST, is_closed: IsClosed) -> int:
    match node:
        case ast.If(test=test, body=[only]):
            return _compares(test, is_closed) and _gives_constant(only, is_closed)
        case ast.IfExp(test=test, body=value, orelse=other) if _compares(test, is_closed):
            return sum(is_closed(leaf) and not _is_text(leaf) for leaf in (value, other))
        case ast.BoolOp(op=ast.And(), values=[test, value]):
            return _compares(test, is_closed) and is_closed(value) and not _is_text(value)
        case ast.match_case(pattern=ast.MatchValue(value=ast.Constant(value=int())), body=[only]):
            return _gives_constant(only, is_closed)
    return 0


def _compares(test: ast.expr, is_closed: IsClosed) -> bool:
    match test:
        case ast.Compare(left=left, comparators=[right]):
            constant, other = (right, left) if is_closed(right) else (left, right)
            return is_closed(constant) and not is_closed(other) and not _is_text(constant)
    return False


def _gives_constant(statement: ast.stmt, is_closed: IsClosed) -> bool:
    match statement:
        case ast.Return(value=value) if value is not None:
            return is_closed(value) and not _is_text(value)
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=parts)) if parts:
            return is_closed(parts[-1])
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bool)
