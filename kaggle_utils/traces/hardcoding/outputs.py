"""What a program gives out: the parts of everything it prints or, where it prints nothing, what its functions return."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from kaggle_utils.traces.hardcoding.clue import Clue
from kaggle_utils.traces.hardcoding.folding import NotClosed
from kaggle_utils.traces.hardcoding.lookups import Lookups
from kaggle_utils.traces.hardcoding.scopes import Function, Program
from kaggle_utils.traces.hardcoding.stored import Data
from kaggle_utils.traces.hardcoding.stored_data import MIN_COUNT, StoredData

_LINE_OF_TRACE = re.compile(r"^\s*-?\d+[\s:,=]+-?\d+\s*$", re.MULTILINE)


def find_looked_up_outputs(program: Program, data: Data, lookups: Lookups) -> Iterator[Clue]:
    """A clue for every output that is looked up, and for output that is written in the program as it stands."""
    calls = [node for node in ast.walk(program.tree) if isinstance(node, ast.Call) and _is_output(node)]
    for call in calls:
        parts = [part for argument in call.args for part in _split(argument, data, lookups)]
        sources = [lookups.find(part) or _printed_whole(part, data) for part in parts]
        computed = any(source is None and not lookups.is_plain(part) for part, source in zip(parts, sources, strict=True))
        for source in sources:
            if source is not None and not computed and source.is_table(lookups.terms):
                yield _describe(source)
    yield from _literal_output(calls, data, lookups)
    if not calls:
        for function in _entry_functions(program):
            source = lookups.answer(function)
            if source is not None:
                yield _describe(source)


def _describe(source: StoredData) -> Clue:
    what = "a constant for each size" if source.kind == "chain" else "entries of stored data"
    summed = ", added up" if source.summed else ""
    sentence = f"the values given out are {what}{summed} ({source.entries} on line {source.line})"
    return Clue(source.kind, source.line, source.entries, sentence)


def _is_output(node: ast.Call) -> bool:
    match node.func:
        case ast.Name(id="print") | ast.Attribute(attr="write" | "writelines"):
            return True
    return False


def _split(node: ast.expr, data: Data, lookups: Lookups) -> Iterator[ast.expr]:
    """The parts of a printed expression: what stands between the braces of an f-string, the elements of a tuple, the joined lines."""
    match node:
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _split(value, data, lookups)
        case ast.FormattedValue(value=value) | ast.Starred(value=value):
            yield from _split(value, data, lookups)
        case ast.Tuple(elts=values) | ast.List(elts=values) if not data.is_closed(node):
            for value in values:
                yield from _split(value, data, lookups)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()), right=right):
            yield from _split(right, data, lookups)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"), args=values):
            for value in values:
                yield from _split(value, data, lookups)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[values]):
            yield from _split(values, data, lookups)
        case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) if not data.is_closed(node):
            yield from _split(element, data, lookups)
        case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id="str"), values]):
            yield from _split(values, data, lookups)
        case ast.BinOp(op=ast.Add(), left=left, right=right) if _is_text(left) or _is_text(right):
            yield from _split(left, data, lookups)
            yield from _split(right, data, lookups)
        case ast.Name() if filled := list(lookups.collected(node)):
            for value in filled:
                yield from _split(value, data, lookups)
        case _:
            yield node


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Call(func=ast.Name(id="str")):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_text(left) or _is_text(right)
    return False


def _printed_whole(node: ast.expr, data: Data) -> StoredData | None:
    """A container that is printed as it stands."""
    stored = data.stored(node)
    if stored is None or isinstance(stored.value, str | int) or len(stored.numbers) < MIN_COUNT:
        return None
    return StoredData("table", stored.entries, node.lineno)


def _literal_output(calls: list[ast.Call], data: Data, lookups: Lookups) -> Iterator[Clue]:
    """Lines of a trace printed as text or one by one, and a number as it stands in the program as the only output."""
    parts = [part for call in calls for part in call.args]
    if not all(data.is_closed(part) or lookups.is_plain(part) for part in parts):
        return
    lines = sum(len(call.args) == 2 and all(_is_number(part) for part in call.args) for call in calls)
    for part in parts:
        with suppress(NotClosed):
            value = data.constant(part)
            lines += len(_LINE_OF_TRACE.findall(value)) if isinstance(value, str) else 0
    if lines >= MIN_COUNT:
        yield Clue("literal", calls[0].lineno, lines, f"{lines} lines of the trace stand in the program as text")
    elif parts and all(_is_number(part) or _is_text(part) or data.is_number(part) for part in parts) and not all(map(_is_text, parts)):
        yield Clue("literal", calls[0].lineno, 1, "what is printed stands in the program as a number")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _entry_functions(program: Program) -> list[Function]:
    """The functions that no other function of the program calls."""
    called = {
        node.func.id
        for node in ast.walk(program.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in program.functions
    }
    recursive = {
        name
        for name, function in program.functions.items()
        if any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name for node in ast.walk(function))
    }
    return [function for name, function in program.functions.items() if name not in called or name in recursive]
