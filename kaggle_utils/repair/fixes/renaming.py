"""Names that have another meaning than the program expects."""

from __future__ import annotations

import ast
import builtins
import re

from kaggle_utils.programs.editing import ParsedProgram, called_name, parse
from kaggle_utils.repair.failure import Failure

# Python 2's names.
_RENAMED = {"xrange": "range", "raw_input": "input", "long": "int", "unicode": "str", "unichr": "chr", "izip": "zip", "imap": "map"}


def python_3_names(failure: Failure) -> str | None:
    """Replace the names of Python 2's functions by those of Python 3."""
    source = parse(failure.code)
    if source is None:
        return None
    wrong = [node for node in source.nodes() if isinstance(node, ast.Name) and node.id in _RENAMED]
    return source.apply(source.replace(node, _RENAMED[node.id]) for node in wrong) if wrong else None


def declare_outer_name(failure: Failure) -> str | None:
    """Declare a variable that a function changes as global or nonlocal."""
    found = re.search(r"local variable '(\w+)'", failure.execution.error or "")
    source = parse(failure.code)
    if found is None or source is None or failure.line is None:
        return None
    name = found[1]
    line = failure.line
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)]
    around = [function for function in functions if function.lineno <= line <= (function.end_lineno or 0)]
    if not around or around[-1].body[0].lineno == around[-1].lineno:
        return None
    *outer, function = around
    if any(_binds(other, name) for other in outer):
        word = "nonlocal"
    elif _binds(source.tree, name):
        word = "global"
    else:
        return None
    first = function.body[0]
    return source.apply([source.insert(source.line_start(first.lineno), f"{source.indentation(first.lineno)}{word} {name}\n")])


def rename_shadowing(failure: Failure) -> str | None:
    """Rename the variable that hides the built-in function which the failing line calls."""
    source = parse(failure.code)
    if source is None or failure.line is None:
        return None
    called = [node for node in source.nodes() if isinstance(node, ast.Call) and node.lineno <= failure.line <= (node.end_lineno or 0)]
    names = {called_name(call) for call in called} & set(dir(builtins))
    hiding = [name for name in names if name is not None and _is_variable(source, name)]
    if len(hiding) != 1:
        return None
    name = hiding[0]
    functions = {id(node.func) for node in source.nodes() if isinstance(node, ast.Call)}
    uses = [node for node in source.nodes() if isinstance(node, ast.Name) and node.id == name and id(node) not in functions]
    return source.apply(source.replace(node, f"{name}_") for node in uses)


def _is_variable(source: ParsedProgram, name: str) -> bool:
    """Whether a name is bound only by assignment."""
    nodes = list(ast.walk(source.tree))
    assigned = any(isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store) for node in nodes)
    otherwise = any(
        (isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name)
        or (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.Global | ast.Nonlocal) and name in node.names)
        or (isinstance(node, ast.alias) and name in (node.name, node.asname))
        or (isinstance(node, ast.JoinedStr) and name in {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)})
        for node in nodes
    )
    return assigned and not otherwise


def _binds(scope: ast.AST, name: str) -> bool:
    """Whether a module or function binds a name itself, not in a function inside it."""
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            if getattr(node, "name", None) == name:
                return True
        elif (
            (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
            or (isinstance(node, ast.alias) and name == (node.asname or node.name))
            or (isinstance(node, ast.arg) and node.arg == name)
            or _binds(node, name)
        ):
            return True
    return False
