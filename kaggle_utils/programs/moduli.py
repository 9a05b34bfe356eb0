"""The moduli in a program's text by which it reduces the numbers that it prints, including named constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from kaggle_utils.programs.parsing import ProgramError, parse_program

WRAPPED = 0.5  # of the modulus, which the largest residue exceeds: of ten random ones or more it nearly always does
MIN_COUNT = 8  # terms


def modulus_of(node: ast.expr, tree: ast.Module) -> int | None:
    """The value of an expression after ``%``: a constant, a power of constants, or a name that is bound to one at the top level."""
    match node:
        case ast.Constant(int(value)) if value > 1:
            return value
        case ast.Name(name):
            values = [
                statement.value
                for statement in tree.body
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name) and target.id == name
            ]
            return modulus_of(values[0], tree) if len(values) == 1 and not isinstance(values[0], ast.Name) else None
        case ast.BinOp(ast.Constant(int(base)), ast.Pow(), ast.Constant(int(exponent))) if 1 < base <= 10**6 and 0 < exponent <= 64:
            return int(base**exponent)
        case ast.BinOp(ast.BinOp() as power, ast.Add() | ast.Sub() as sign, ast.Constant(int(rest))):
            whole = modulus_of(power, tree)
            return None if whole is None else whole + rest if isinstance(sign, ast.Add) else whole - rest
        case _:
            return None


def find_modulus(code: str, terms: Sequence[int]) -> int | None:
    """The modulus in the program's text whose residues the ``terms`` appear to be; None if there is none.

    All terms must lie below it and the largest must be close to it. If several fit, the smallest is returned.
    """
    try:
        tree = parse_program(code)
    except ProgramError:
        return None
    if len(terms) < MIN_COUNT or min(terms) < 0:
        return None
    fitting = [modulus for modulus in _moduli(tree) if WRAPPED * modulus < max(terms) < modulus]
    return min(fitting, default=None)


def _moduli(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Mod(), right=right) | ast.AugAssign(op=ast.Mod(), value=right):
                found = modulus_of(right, tree)
            case ast.Call(ast.Name("pow"), [_, _, third]):
                found = modulus_of(third, tree)
            case _:
                continue
        if found is not None:
            yield found
