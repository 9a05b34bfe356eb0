"""Tables spread over names: n1 = 1, n2 = 5, ... or members of an enumeration, which the program reaches by a name that it composes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.traces.hardcoding.clue import Clue
from kaggle_utils.traces.hardcoding.scopes import Program

MIN_COUNT = 5  # numbers that nothing reads by name
DYNAMIC = frozenset({"globals", "locals", "vars", "getattr", "eval"})


def find_nameless(program: Program) -> Iterator[Clue]:
    """A clue where names for numbers are never read, and names are composed."""
    read = {node.id for node in ast.walk(program.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.attr for node in ast.walk(program.tree) if isinstance(node, ast.Attribute)}
    unread = [
        node
        for node in ast.walk(program.tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
        and all(isinstance(target, ast.Name) and target.id not in read for target in node.targets)
    ]
    if len(unread) >= MIN_COUNT and any(_composes(node, program) for node in ast.walk(program.tree)):
        yield Clue("chain", unread[0].lineno, len(unread), f"{len(unread)} numbers have names that are never read, but composed")


def _composes(node: ast.AST, program: Program) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in DYNAMIC
        case ast.Subscript(value=ast.Name(id=name)):
            return name in program.classes
    return False
