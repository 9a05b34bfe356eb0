"""Which of the usual techniques a program uses, read from its syntax tree. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.programs.parsing import ProgramError, parse_program

TABLE = "a table filled from the smallest case up (dynamic programming)"
CACHE = "recursion with a cache"
ENUMERATION = "enumeration of all cases"
RESIDUES = "computing with remainders (modular arithmetic)"
SYMPY = "sympy"
TECHNIQUES = (TABLE, CACHE, ENUMERATION, RESIDUES, SYMPY)  # the order in which they are recommended
CASES = {  # functions of itertools that go through all cases, and what these are
    "permutations": "orders",
    "product": "tuples",
    "combinations": "choices",
    "combinations_with_replacement": "choices with repetition",
}
_CACHES = {"cache", "lru_cache"}
_Loop = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def techniques_of(code: str) -> frozenset[str]:
    """The members of ``TECHNIQUES`` that a program uses; none for a text that cannot be parsed."""
    try:
        tree = parse_program(code)
    except ProgramError:
        return frozenset()
    nodes = list(ast.walk(tree))
    found = {
        TABLE: any(_fills_a_table(node) for node in nodes if isinstance(node, ast.For | ast.While)),
        CACHE: any(_has_cache(node) for node in nodes if isinstance(node, ast.FunctionDef)),
        ENUMERATION: any(called(node) in CASES for node in nodes) or _depth(tree) >= 2,
        RESIDUES: any(_keeps_a_remainder(node) for node in nodes),
        SYMPY: any(module.split(".")[0] == "sympy" for node in nodes for module in _imported(node)),
    }
    if found[TABLE] and not any(called(node) in CASES for node in nodes):
        found[ENUMERATION] = False  # the loops fill the table
    return frozenset(name for name, is_used in found.items() if is_used)


def called(node: ast.AST) -> str | None:
    """The last part of the name of the function that is called, None for another node."""
    match node:
        case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(attr=name)):
            return name
    return None


def _depth(node: ast.AST) -> int:
    """How many loops stand inside each other."""
    inside = max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return inside + (isinstance(node, _Loop) and (len(node.generators) if hasattr(node, "generators") else 1))


def _fills_a_table(loop: ast.For | ast.While) -> bool:
    """Whether a loop writes to a container, or appends to it, values that it reads from the same container."""
    for node in ast.walk(loop):
        match node:
            case ast.AugAssign(ast.Subscript(ast.AST() as table)):
                return any(isinstance(part, ast.Subscript) for part in ast.walk(node.value)) or _depth(loop) >= 2
            case ast.Assign([ast.Subscript(ast.AST() as table)], value):
                if _reads(_root(table), value):
                    return True
            case ast.Call(ast.Attribute(table, "append"), [value]):
                if _reads(_root(table), value):
                    return True
            case ast.Assign([ast.Name(name)], ast.List() | ast.ListComp() | ast.Dict() | ast.DictComp() as value):
                if _reads(name, value):
                    return True
    return False


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _reads(table: str | None, value: ast.AST) -> bool:
    subscripts = (node for node in ast.walk(value) if isinstance(node, ast.Subscript))
    return table is not None and any(_root(node) == table for node in subscripts)


def _has_cache(function: ast.FunctionDef) -> bool:
    """Whether a function calls itself and its results are kept, by a decorator or in a container that it looks into."""
    if not any(called(node) == function.name for node in ast.walk(function)):
        return False
    parts = [part for decorator in function.decorator_list for part in ast.walk(decorator)]
    decorators = {part.id if isinstance(part, ast.Name) else getattr(part, "attr", "") for part in parts}
    looks = any(isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops) for node in ast.walk(function))
    keeps = any(isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) for node in ast.walk(function))
    return bool(decorators & _CACHES) or (looks and keeps)


def _keeps_a_remainder(node: ast.AST) -> bool:
    """Whether a statement computes on with a remainder; a condition such as n % 2 == 0 does not."""
    match node:
        case ast.Assign(value=value) | ast.Return(value=ast.AST() as value) if _is_remainder(value):
            return True
        case ast.AugAssign(op=ast.Mod()):
            return True
    return called(node) == "pow" and isinstance(node, ast.Call) and len(node.args) == 3


def _is_remainder(value: ast.AST) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod)


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str() as module):
            yield module
