"""Agreement of a trace with another program's, and with itself when it is measured again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace


@dataclass(frozen=True)
class Measurement:
    """A program and the trace that it printed."""

    code: str
    trace: Trace


def check_repeatability(trace: Trace, repeats: Sequence[Trace]) -> Iterator[Finding]:
    """The same program, run again (in a fresh process, in another order, with another hash seed), prints the same."""
    for repeat in repeats:
        yield from _compare("repeatability", trace, repeat, "the same program, run again,")


def check_agreement(trace: Trace, code: str | None, others: Sequence[Measurement]) -> Iterator[Finding]:
    """Independent programs print the same. Equal programs are one program, and their agreement says nothing."""
    form = normalise(code) if code is not None else None
    for other in others:
        if form is not None and normalise(other.code) == form:
            yield warning("agreement", None, None, "the other program is the same but for names and comments: that says nothing")
        else:
            yield from _compare("agreement", trace, other.trace, "another program")


def _compare(check: str, trace: Trace, other: Trace, who: str) -> Iterator[Finding]:
    if trace.start != other.start:
        yield error(check, trace.start, trace.start, f"{who} starts at n = {other.start} instead of {trace.start}")
    if trace.target != other.target:
        yield error(check, None, trace.target, f"{who} takes {other.target} for the size asked for instead of {trace.target}")
    first = max(trace.start, other.start)
    last = min(trace.start + len(trace.terms), other.start + len(other.terms)) - 1
    for index in range(first, last + 1):
        ours, theirs = trace.terms[index - trace.start], other.terms[index - other.start]
        if ours != theirs:
            yield error(check, index, ours, f"f({index}) is {shorten(ours)}, but {who} gives {shorten(theirs)}")
            return
    if last < first:
        yield warning(check, None, None, f"{who} measured none of the same sizes")
    elif len(trace.terms) != len(other.terms):
        yield warning(check, last, trace.terms[last - trace.start], f"{who} agrees, but could be compared up to f({last}) only")


def normalise(code: str) -> str:
    """A program without what does not matter: comments, layout, docstrings, type hints, and the names it chose for its own things.

    Two programs of the same form are one program. Text that is no Python is its own form.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    own = _own_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = own[node.id]
        elif isinstance(node, ast.arg):
            node.arg, node.annotation = own[node.arg], None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.name = own[node.name]
            if not isinstance(node, ast.ClassDef):
                node.returns = None
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return ast.dump(tree)


def _own_names(tree: ast.AST) -> dict[str, str]:
    """The names that the program itself gives, each with its number by first appearance."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.setdefault(name, f"_{len(names)}")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.setdefault(name, f"_{len(names)}")
    return names


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
