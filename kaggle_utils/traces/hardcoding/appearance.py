"""The trace itself, standing in the program."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.traces.hardcoding.clue import Clue
from kaggle_utils.traces.hardcoding.scopes import Program
from kaggle_utils.traces.hardcoding.stored import Data
from kaggle_utils.traces.trace import Trace

TELLING = 20  # smaller numbers stand in any program
MIN_COUNT = 5  # telling terms
SHARE = 0.8  # of the telling terms


def find_trace(program: Program, data: Data, trace: Trace) -> Iterator[Clue]:
    """Stored data that holds nearly all larger terms. What the program only compares itself with does not count."""
    telling = {term for term in trace.terms if abs(term) > TELLING}
    if len(telling) < MIN_COUNT:
        return
    compared = {id(inner) for node in ast.walk(program.tree) if isinstance(node, ast.Assert | ast.Compare) for inner in ast.walk(node)}
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.List | ast.Tuple | ast.Dict | ast.Set | ast.Call | ast.ListComp) or id(node) in compared:
            continue
        stored = data.stored(node)
        if stored is not None and len(telling & stored.numbers) >= SHARE * len(telling):
            yield Clue("table", node.lineno, len(telling & stored.numbers), f"the trace stands on line {node.lineno}")
            return
