"""Sympy symbols that lack the assumptions of the problem."""

from __future__ import annotations

import ast

from kaggle_utils.programs.editing import Edit, ParsedProgram, called_name, parse
from kaggle_utils.repair.failure import Failure

_ASSUMPTIONS = {"real", "integer", "positive", "nonnegative"}


def real_symbols(failure: Failure) -> str | None:
    """Make all symbols real."""
    return _assume(failure.code, "real")


def integer_symbols(failure: Failure) -> str | None:
    """Make all symbols positive integers."""
    return _assume(failure.code, "integer", "positive")


def has_free_symbols(failure: Failure) -> bool:
    """Whether a program solves for symbols without assumptions."""
    source = parse(failure.code)
    return source is not None and "solve" in source.code and any(not node.keywords for node in _definitions(source))


def _assume(code: str, *assumptions: str) -> str | None:
    source = parse(code)
    if source is None:
        return None
    edits: list[Edit] = []
    for call in _definitions(source):
        added = [name for name in assumptions if name not in {keyword.arg for keyword in call.keywords}]
        if added:
            before_bracket = source.end(call) - 1
            comma = "" if source.code[:before_bracket].rstrip().endswith(",") else ", "
            edits.append(source.insert(before_bracket, comma + ", ".join(f"{name}=True" for name in added)))
    return source.apply(edits) if edits else None


def _definitions(source: ParsedProgram) -> list[ast.Call]:
    """The calls that create symbols and have no keywords except assumptions that the fixes set."""
    return [
        node
        for node in source.nodes()
        if isinstance(node, ast.Call)
        and (called_name(node) or ast.unparse(node.func).split(".")[-1]) in ("symbols", "Symbol", "var")
        and node.args
        and {keyword.arg for keyword in node.keywords} <= _ASSUMPTIONS
    ]
