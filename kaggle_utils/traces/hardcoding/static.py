"""Does this program look its numbers up instead of computing them? Read, not run."""

from __future__ import annotations

import ast

from kaggle_utils.traces.hardcoding.appearance import find_trace
from kaggle_utils.traces.hardcoding.clue import Clue, Hardcoded
from kaggle_utils.traces.hardcoding.folding import NotClosed
from kaggle_utils.traces.hardcoding.interpolation import find_interpolation
from kaggle_utils.traces.hardcoding.lookups import Lookups
from kaggle_utils.traces.hardcoding.nameless import find_nameless
from kaggle_utils.traces.hardcoding.outputs import find_looked_up_outputs
from kaggle_utils.traces.hardcoding.provenance import find_encoded, find_online
from kaggle_utils.traces.hardcoding.scopes import Program, read
from kaggle_utils.traces.hardcoding.stored import Data
from kaggle_utils.traces.trace import Trace

MAX_DEPTH = 3  # programs in strings in programs


def hardcoded(code: str, trace: Trace | None = None) -> Hardcoded:
    """Where a program takes its numbers from stored data: tables in any wrapping, chains of constants, curves through points, the network.

    Initial terms, base cases, memos, and the problem's own data, which the program works on, are not tables. The trace that the program
    printed, where it is known, says how many entries are too many. Text that is not Python has no clues.
    """
    return Hardcoded(tuple(dict.fromkeys(_find(code, trace, MAX_DEPTH))))


def _find(code: str, trace: Trace | None, depth: int) -> list[Clue]:
    try:
        tree = ast.parse(code)
        program = read(tree)
        return _search(program, trace, depth)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _search(program: Program, trace: Trace | None, depth: int) -> list[Clue]:
    data = Data(program)
    terms = len(trace.terms) if trace is not None else None
    clues = [*find_online(program), *find_encoded(program, data), *find_nameless(program)]
    clues += find_looked_up_outputs(program, data, Lookups(program, data, terms))
    clues += find_interpolation(program, data, terms)
    if trace is not None:
        clues += find_trace(program, data, trace)
    for node in ast.walk(program.tree):
        match node:
            case ast.Call(func=ast.Name(id="exec" | "eval"), args=[source, *_]) if depth > 0:
                try:
                    inner = data.constant(source)
                except NotClosed:
                    continue
                if isinstance(inner, str):
                    clues += _find(inner, trace, depth - 1)
    return clues
