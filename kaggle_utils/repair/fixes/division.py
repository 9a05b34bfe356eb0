"""Floats where integers are meant."""

from __future__ import annotations

import ast
import re
from fractions import Fraction

from kaggle_utils.programs.editing import Edit, ParsedProgram, add_at_top, parse
from kaggle_utils.repair.failure import Failure

# Exact if both numbers are; for arrays, sympy's expressions and floats that other code returns, division as before.
_DIVIDE = """
from fractions import Fraction as _Fraction

def _divide(a, b):
    if not (isinstance(a, (int, _Fraction)) and isinstance(b, (int, _Fraction)) and b):
        return a / b
    quotient = _Fraction(a) / _Fraction(b)
    return quotient.numerator if quotient.denominator == 1 else quotient
""".strip().split("\n")
MAX_POWER = 300  # of ten in a literal such as 1e9; a float has no more


def exact_division(failure: Failure) -> str | None:
    """Make every division exact, and every float literal the exact number that is written."""
    source = parse(failure.code)
    if source is None:
        return None
    edits: list[Edit] = []
    for node in source.nodes():
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            edits += _as_call(source, node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div) and isinstance(node.target, ast.Name):
            operator = _find_operator(source, source.end(node.target), source.start(node.value), "/=")
            edits.append(Edit(operator, operator + 2, f"= _divide({node.target.id},"))
            edits.append(source.insert(source.end(node), ")"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            edits.append(source.replace(node, _exact(source.text(node))))
    return add_at_top(source.apply(edits), *_DIVIDE) if edits else None


def whole_range_bounds(failure: Failure) -> str | None:
    """Round down the bounds of the ranges on the failing line, as Python 2's division did and as ``int`` does."""
    source = parse(failure.code)
    if source is None or failure.line is None:
        return None
    edits = []
    for node in source.nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and node.lineno == failure.line:
            for bound in node.args:
                if not isinstance(bound, ast.Constant | ast.Starred):
                    edits += [source.insert(source.start(bound), "int("), source.insert(source.end(bound), ")")]
    return source.apply(edits) if edits else None


def _as_call(source: ParsedProgram, node: ast.BinOp) -> list[Edit]:
    # The brackets around the operands are in the text between them, and stay.
    operator = _find_operator(source, source.end(node.left), source.start(node.right), "/")
    return [source.insert(source.start(node), "_divide("), Edit(operator, operator + 1, ","), source.insert(source.end(node), ")")]


def _find_operator(source: ParsedProgram, start: int, end: int, operator: str) -> int:
    between = re.sub(r"#[^\n]*", lambda comment: " " * len(comment[0]), source.code[start:end])
    return start + between.index(operator)


def _exact(literal: str) -> str:
    text = literal.replace("_", "")
    if abs(int(re.split("[eE]", text + "e0")[1])) > MAX_POWER:
        return literal
    value = Fraction(text)
    return str(value.numerator) if value.denominator == 1 else f'_Fraction("{text}")'
