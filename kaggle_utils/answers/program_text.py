"""Whether a text is a program that does something: by parsing it, and by its look where it does not parse."""

from __future__ import annotations

import ast
import re

from kaggle_utils.programs.names import names_of

MAX_LENGTH = 100_000  # characters of a text that is parsed
_PRINTS = frozenset({"print", "exec"})
_LINE_OF_CODE = re.compile(
    r"^[ \t]*(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b|(?:async[ \t]+)?def[ \t]+\w|class[ \t]+\w+[ \t]*[:(]"
    r"|for[ \t]+[\w, ()]+[ \t]in\b"
    r"|(?:if|elif|while|with)\b[^\n]*:[ \t]*(?:#[^\n]*)?$|(?:try|else|finally)[ \t]*:|return\b|print\b[ \t]*[(\"'\w]|@\w"
    r"|[a-zA-Z_][\w.]*(?:\[[^\]\n]*\])?[ \t]*[-+*/%]?=[ \t]*[^\n]*[\w\])][(\[])",
    re.MULTILINE,
)
_TRACEBACK = re.compile(r"^(?:Traceback \(most recent call last\)|[ \t]*File \")", re.MULTILINE)


def does_something(text: str, available: frozenset[str] = frozenset()) -> bool:
    """Whether a text is Python that has an effect or computes a value: constants, names, formulas and what sympy prints do not.

    ``available`` are the names that earlier programs define for it.
    """
    if len(text) > MAX_LENGTH or not text.strip():
        return False
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if any(_has_effect(node, available) for node in body):
        return True
    if not any(isinstance(node, ast.Assign | ast.AnnAssign) and _computes(node) for node in body):
        return False
    names = names_of(text)
    return names is not None and names.missing <= available


def looks_like_code(text: str) -> bool:
    """Whether a text that need not parse has a line that only a program has; a traceback quotes such lines."""
    return _LINE_OF_CODE.search(text[:MAX_LENGTH]) is not None and _TRACEBACK.search(text[:MAX_LENGTH]) is None


def _has_effect(node: ast.stmt, available: frozenset[str]) -> bool:
    """Whether a statement does more than give a value a name, or show it."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.Pass):
        return False
    if not isinstance(node, ast.Expr):
        return True
    called = [part.func for part in ast.walk(node.value) if isinstance(part, ast.Call)]
    return any(not isinstance(function, ast.Name) or function.id in _PRINTS | available for function in called)


def _computes(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether the value of an assignment is more than a literal."""
    return node.value is not None and any(isinstance(part, ast.Name | ast.Call | ast.Attribute) for part in ast.walk(node.value))
