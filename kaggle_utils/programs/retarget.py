"""Retarget a trace program: the same program with its loop over other sizes n. A law is probed so at terms it was not made from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaggle_utils.programs.moduli import modulus_of
from kaggle_utils.programs.parsing import ProgramError, parse_program


@dataclass(frozen=True)
class RetargetedProgram:
    """A program that prints ``n f(n)`` for the requested sizes, unreduced; ``modulus`` is the one by which f(n) was reduced before."""

    code: str
    modulus: int | None


def retarget(code: str, sizes: Sequence[int]) -> RetargetedProgram | None:
    """The program whose loop that prints ``n f(n)`` runs over ``sizes`` instead, and without a final ``% m``.

    Exact terms carry more evidence for a law than residues, and a law can be reduced afterwards. None if there is no such loop, or if
    its iterations depend on each other: a loop that carries state from one n to the next would print other values.
    """
    try:
        tree = parse_program(code)
    except ProgramError:
        return None
    loops = [loop for loop in _loops(tree) if isinstance(loop.target, ast.Name) and _prints(loop, loop.target.id) and _is_stateless(loop)]
    if len(loops) != 1:
        return None
    loops[0].iter = ast.List([ast.Constant(size) for size in sizes], ast.Load())
    modulus = _take_modulus_off(loops[0], tree)
    return RetargetedProgram(ast.unparse(ast.fix_missing_locations(tree)), modulus)


def _take_modulus_off(loop: ast.For, tree: ast.Module) -> int | None:
    for statement in loop.body:
        match statement:
            case ast.Expr(ast.Call(ast.Name("print"), [_, ast.BinOp(exact, ast.Mod(), by)] as arguments)):
                modulus = modulus_of(by, tree)
                if modulus is not None:
                    arguments[1] = exact
                return modulus
            case ast.Expr(
                ast.Call(ast.Name("print"), [ast.JoinedStr([_, _, ast.FormattedValue(ast.BinOp(exact, ast.Mod(), by)) as shown, *_])])
            ):
                modulus = modulus_of(by, tree)
                if modulus is not None:
                    shown.value = exact
                return modulus
    return None


def _loops(tree: ast.Module) -> Iterator[ast.For]:
    """The loops at the top level of the program and under ``if __name__ == "__main__"``."""
    for statement in tree.body:
        inner = statement.body if isinstance(statement, ast.If) else [statement]
        yield from (node for node in inner if isinstance(node, ast.For))


def _prints(loop: ast.For, name: str) -> bool:
    """Whether the loop prints its variable first."""
    for statement in loop.body:
        match statement:
            case ast.Expr(ast.Call(ast.Name("print"), [ast.Name(first), _, *_])) if first == name:
                return True
            case ast.Expr(ast.Call(ast.Name("print"), [ast.JoinedStr([ast.FormattedValue(ast.Name(first)), *_])])) if first == name:
                return True
    return False


def _is_stateless(loop: ast.For) -> bool:
    """Whether every name that the loop assigns is assigned before it is read, and nothing else is changed."""
    assert isinstance(loop.target, ast.Name)
    assigned = {node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    fresh = {loop.target.id}
    for statement in loop.body:
        if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)) or loop.orelse:
            return False
        if isinstance(statement, ast.Expr) and not (isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Name)):
            return False
        stored = [
            node for node in ast.walk(statement) if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store)
        ]
        read = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if stored or read & assigned - fresh:
            return False
        fresh |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return True
