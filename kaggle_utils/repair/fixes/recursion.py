"""Functions that call themselves: too often, or too deep."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.programs.editing import add_at_top, called_name, parse
from kaggle_utils.repair.failure import Failure

MAX_DEPTH = 150_000  # calls; a frame takes about 0.5 KiB, and cached functions 0.5 KiB more of the sandbox's 120 MiB of stack
_CHANGES = {"append", "add", "extend", "insert", "remove", "pop", "clear", "update", "discard", "sort", "reverse", "setdefault", "popitem"}
_IMPURE = {"print", "input", "next", "random", "randint", "randrange", "choice", "shuffle", "open", "time"}
_UNHASHABLE = ast.List | ast.ListComp | ast.Dict | ast.DictComp | ast.Set | ast.SetComp | ast.GeneratorExp
_LOOPS = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def has_branching_recursion(failure: Failure) -> bool:
    """Whether a pure function calls itself at least twice in each call and does not cache its results."""
    source = parse(failure.code)
    return source is not None and next(branching_functions(source.tree), None) is not None


def memoise(failure: Failure) -> str | None:
    """Cache the results of functions that call themselves at least twice."""
    source = parse(failure.code)
    if source is None:
        return None
    edits = []
    for function in branching_functions(source.tree):
        place = source.line_start(function.lineno)
        edits.append(source.insert(place, f"{source.indentation(function.lineno)}@functools.cache\n"))
    return add_at_top(source.apply(edits), "import functools") if edits else None


def raise_recursion_limit(failure: Failure) -> str | None:
    """Allow deeper recursion, if the recursive function has a base case."""
    source = parse(failure.code)
    if source is None or not any(_ends(function) for function in _functions(source.tree) if _own_calls(function)):
        return None
    edits = [
        source.replace(node.args[0], str(MAX_DEPTH))
        for node in source.nodes()
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setrecursionlimit") and node.args
    ]
    return source.apply(edits) if edits else add_at_top(failure.code, "import sys", f"sys.setrecursionlimit({MAX_DEPTH})")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def branching_functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """The pure functions that call themselves at least twice in each call and do not cache their results."""
    for function in _functions(tree):
        calls = _own_calls(function)
        hashable = not any(isinstance(argument, _UNHASHABLE) for call in calls for argument in call.args)
        if _weight(function, function.name) >= 2 and hashable and _is_pure(function):
            yield function


def _own_calls(function: ast.FunctionDef) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call) and called_name(node) == function.name]


def _weight(node: ast.AST, name: str) -> int:
    """How many times a piece of code calls the function, as far as its text shows; a call in a loop counts twice."""
    inside = sum(_weight(child, name) for child in ast.iter_child_nodes(node))
    own = called_name(node) == name
    return (2 if isinstance(node, _LOOPS) and inside else inside) + own


def _is_pure(function: ast.FunctionDef) -> bool:
    """Whether a function appears to depend only on its arguments and to change nothing else."""
    arguments = {argument.arg for argument in function.args.args}
    if function.decorator_list or function.args.kwonlyargs or function.args.vararg or "self" in arguments:
        return False
    own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await):
            return False
        if isinstance(node, ast.Call) and called_name(node) in _IMPURE:
            return False
        if isinstance(node, ast.Call) and isinstance(method := node.func, ast.Attribute):
            changes = method.attr in _CHANGES and not _is_own(method.value, own)
            if changes or method.attr in _IMPURE:
                return False
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and not _is_own(node.value, own):
            return False
    return True


def _is_own(node: ast.expr, own: set[str]) -> bool:
    """Whether an expression is part of a variable that the function itself creates."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in own


def _ends(function: ast.FunctionDef) -> bool:
    """Whether some path through a function does not call the function again."""
    conditional = any(isinstance(node, ast.If | ast.IfExp | ast.BoolOp | ast.For | ast.While) for node in ast.walk(function))
    results = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    free = [value for value in results if _weight(value, function.name) == 0 or isinstance(value, ast.IfExp | ast.BoolOp)]
    return conditional and (bool(free) or not results)
