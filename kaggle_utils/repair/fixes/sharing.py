"""Whether functions change anything that threads would share and processes would not: variables of the module, and their own arguments.

A process works on copies of both, so that a program which is right with processes may be wrong with threads. What cannot be told from the
text counts as a change.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_CHANGES = {
    "add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "fill", "insert", "intersection_update",
    "move_to_end", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault", "sort", "subtract",
    "symmetric_difference_update", "update",
}  # fmt: skip
_CHANGE_THE_FIRST = {
    "heapify", "heappop", "heappush", "heappushpop", "heapreplace", "insort", "insort_left", "insort_right", "setattr", "shuffle",
}  # fmt: skip
_MAKE_NEW = ast.List | ast.Dict | ast.Set | ast.Constant | ast.BinOp | ast.Call | ast.ListComp | ast.DictComp | ast.SetComp
_NEW_THROUGHOUT = {"deepcopy", "defaultdict", "empty", "full", "ones", "zeros"}


def share_nothing(tree: ast.Module) -> bool:
    """Whether all functions that the program passes to others, and all that these may call, change only what they made themselves."""
    return not any(_changes_shared(function) for function in _passed_on(tree))


def _passed_on(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions, classes and methods that are mentioned without being called, and whatever is mentioned in them."""
    defined: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.setdefault(node.name, []).append(node)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    waiting = {name for node in ast.walk(tree) if id(node) not in called for name in _mentioned([node])}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for function in defined.get(name, []):
            yield function
            waiting |= set(_mentioned(ast.walk(function))) - seen


def _mentioned(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _changes_shared(function: ast.AST) -> bool:
    new, throughout = _own_names(function)
    return any(
        isinstance(node, ast.Global | ast.Nonlocal)
        or (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and not _is_own(node.target, new, throughout)
            and not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, int | float)))
        or any(not _is_own(changed, new, throughout) for changed in _changed_by(node))
        for node in ast.walk(function)
    )  # fmt: skip


def _changed_by(node: ast.AST) -> Iterator[ast.expr]:
    """The objects that a statement or a call changes in place."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            yield node.func.value
        if node.args and ast.unparse(node.func).rpartition(".")[2] in _CHANGE_THE_FIRST:
            yield node.args[0]


def _own_names(function: ast.AST) -> tuple[set[str], set[str]]:
    """The names of objects that a function makes itself, and of those among them whose elements it makes itself too."""
    made: dict[str, list[ast.expr]] = {}
    seen: set[int] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign):
            seen.add(id(node.target))
        for target, value in _assigned(node):
            made.setdefault(target.id, []).append(value)
            seen.add(id(target))
    # Arguments, loop variables and the like name what was there before.
    others = {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in seen
    }
    others |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    new = {name for name, values in made.items() if name not in others and all(isinstance(value, _MAKE_NEW) for value in values)}
    return new, {name for name in new if all(map(_is_new_throughout, made[name]))}


def _assigned(node: ast.AST) -> Iterator[tuple[ast.Name, ast.expr]]:
    """The names that a statement assigns, each with its value."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name):
            yield target, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(target.elts) == len(node.value.elts):
            yield from ((name, value) for name, value in zip(target.elts, node.value.elts, strict=True) if isinstance(name, ast.Name))


def _is_new_throughout(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _NEW_THROUGHOUT
    if isinstance(value, ast.ListComp):
        return isinstance(value.elt, _MAKE_NEW) or (isinstance(value.elt, ast.Subscript) and isinstance(value.elt.slice, ast.Slice))
    return isinstance(value, ast.List | ast.Dict | ast.Set) and not list(ast.iter_child_nodes(value))[:-1]


def _is_own(node: ast.expr, new: set[str], throughout: set[str]) -> bool:
    """Whether a changed object is one of the function's own making; of an element of it, whether its elements are too."""
    names = new
    while isinstance(node, ast.Subscript | ast.Attribute):
        node, names = node.value, throughout
    return isinstance(node, ast.Name) and node.id in names
