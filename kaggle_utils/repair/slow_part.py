"""What is probably slow in a program that was stopped at its time limit, read from its text."""

from __future__ import annotations

import ast

from kaggle_utils.programs.editing import parse
from kaggle_utils.programs.techniques import CASES, called
from kaggle_utils.repair.fixes.recursion import branching_functions


def slow_part(code: str) -> str:
    """A sentence on what takes the most time, as far as the text shows it; empty where it shows nothing."""
    source = parse(code)
    if source is None:
        return ""
    for function in branching_functions(source.tree):
        return f"The function {function.name} of line {function.lineno} calls itself several times and keeps none of its results."
    for node in ast.walk(source.tree):
        if (name := called(node)) in CASES and isinstance(node, ast.Call):
            return f"{source.text(node)} in line {node.lineno} goes through all {CASES[name]}."
    nest = _deepest(source.tree)
    if len(nest) > 1:
        return f"{len(nest)} loops stand inside each other, in the lines {', '.join(str(loop.lineno) for loop in nest)}."
    if not nest:
        return ""
    (loop,) = nest
    if isinstance(loop, ast.While):
        return f"The while loop of line {loop.lineno} takes very many steps, or does not end."
    return f"The loop of line {loop.lineno} runs through {source.text(loop)}."


def _deepest(node: ast.AST) -> list[ast.expr | ast.While]:
    """The loops of the deepest nest, from the outermost in: each what it runs through, a while loop itself."""
    within = max((_deepest(child) for child in ast.iter_child_nodes(node)), key=len, default=[])
    match node:
        case ast.For(iter=over):
            return [over, *within]
        case ast.While():
            return [node, *within]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [*[each.iter for each in node.generators], *within]
    return within
