"""Where an expression has its value from, through names, wrappers, arithmetic with the size, and the program's own functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from kaggle_utils.traces.hardcoding.chains import count_cases
from kaggle_utils.traces.hardcoding.folding import NotClosed
from kaggle_utils.traces.hardcoding.plain import Plain
from kaggle_utils.traces.hardcoding.scopes import Binding, Function, Program, Scope
from kaggle_utils.traces.hardcoding.stored import Data, Stored
from kaggle_utils.traces.hardcoding.stored_data import MIN_COUNT, StoredData, strongest
from kaggle_utils.traces.hardcoding.sums import Sums

MAX_DEPTH = 12  # names and functions followed
# Expressions followed for one program; 764 programs of real models took 53 at most. Without memory and limit, a program that fills one list
# in five loops, each time from itself, had 5^12 ways to follow: Qwen2.5-Coder-1.5B wrote it, and the run stood still (2026-11-29).
MAX_STEPS = 250
WRAPPERS = frozenset({
    "int", "str", "float", "abs", "round", "Integer", "Fraction", "ord", "next", "list", "tuple", "iter", "reversed", "sorted", "repr",
    "max", "min",
})  # fmt: skip
READERS = frozenset({"get", "__getitem__", "pop", "popleft", "setdefault", "item", "next", "format", "strip", "zfill", "rjust", "ljust"})


class Lookups:
    """Finds the source of an expression's value."""

    def __init__(self, program: Program, data: Data, terms: int | None) -> None:
        self._program = program
        self._data = data
        self._plain = Plain(program, data)
        self._sums = Sums(program, data, self._plain)
        self.terms = terms
        self._open: set[int] = set()  # functions, names and containers being followed
        # What was found, by expression, depth, and what was being followed: a value that is used twice is followed once.
        self._found: dict[tuple[int, int, frozenset[int]], StoredData | None] = {}

    def find(self, node: ast.expr | None, depth: int = MAX_DEPTH) -> StoredData | None:
        """The stored data that an expression's value comes from, or None where it is computed or plain, or too far to follow."""
        if node is None or depth == 0 or len(self._found) > MAX_STEPS:
            return None
        key = (id(node), depth, frozenset(self._open))
        if key not in self._found:
            self._found[key] = self._find(node, depth - 1)
        return self._found[key]

    def _find(self, node: ast.expr, below: int) -> StoredData | None:
        match node:
            case ast.Subscript(value=owner, slice=place):
                return self._entry(node, owner, place, below)
            case ast.Call():
                return self._call(node, below)
            case ast.BinOp(left=left, right=right):
                return self._arithmetic(node, left, right, below)
            case ast.UnaryOp(operand=operand) | ast.NamedExpr(value=operand) | ast.FormattedValue(value=operand):
                return self.find(operand, below)
            case ast.Await(value=operand) | ast.Starred(value=operand):
                return self.find(operand, below)
            case ast.IfExp(body=first, orelse=second):
                cases = count_cases([node], self._data.is_closed)
                if cases >= MIN_COUNT:
                    return StoredData("chain", cases, node.lineno)
                return self._either([first, second], below)
            case ast.BoolOp(values=values):
                cases = count_cases([node], self._data.is_closed)
                return StoredData("chain", cases, node.lineno) if cases >= MIN_COUNT else self._either(values, below)
            case ast.Name():
                return self._name(node, below)
        return None

    def is_plain(self, node: ast.expr) -> bool:
        """Whether an expression is a constant or the size itself, with no work in it."""
        return self._plain.is_plain(node)

    def _entry(self, node: ast.Subscript, owner: ast.expr, place: ast.expr, depth: int) -> StoredData | None:
        stored = self._data.stored(owner)
        if stored is None or stored.grows:
            source = self._sums.series(owner) or self._sums.appended(owner, list(self.collected(owner)))
            if source is not None:
                return source
        if stored is None:
            return self.find(owner, depth) or self._collected(owner, depth)
        if self._data.is_closed(place) and not isinstance(stored.value, str):
            return None  # a fixed entry is a constant
        return self._source(stored, node, place)

    def _source(self, stored: Stored, node: ast.expr, place: ast.expr | None = None) -> StoredData | None:
        if not isinstance(stored.value, int | str) and (not stored.numbers or _are_sizes(stored)):
            return None
        if isinstance(stored.value, str) and not isinstance(place, ast.Slice):
            return StoredData("table", len(stored.value), node.lineno)
        match place:
            case ast.BinOp(op=ast.Mod(), right=right):
                try:
                    period = self._data.constant(right)
                except NotClosed:
                    period = stored.entries
                return StoredData(
                    "table", min(period, stored.entries) if isinstance(period, int) else stored.entries, node.lineno, period=True
                )
        return StoredData("table", stored.entries, node.lineno, alternative=stored.grows)

    def _call(self, node: ast.Call, depth: int) -> StoredData | None:
        match node:
            case ast.Call() if (summed := self._sums.folded(node)) is not None:
                return summed
            case ast.Call(func=ast.Name(id="max" | "min"), args=[_, _, *_] as parts):
                found = self._either(parts, depth)
                return found if found is None or not found.alternative else None  # the better of a stored and a computed value
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in self._program.functions:
                return self.answer(self._program.functions[name], depth)
            case ast.Call(func=ast.Name() as made) if "__call__" in self._program.functions and self._is_object(made):
                return self.answer(self._program.functions["__call__"], depth)
            case ast.Call(func=ast.Name(id=name), args=[only, *_]) if name in WRAPPERS:
                stored = self._data.stored(only) if name in ("next", "iter") else None
                return self._source(stored, node) if stored else self.find(only, depth)
            case ast.Call(func=ast.Attribute(value=owner, attr=method), args=parts) if method in READERS:
                stored = self._data.stored(owner)
                if method in ("get", "__getitem__", "pop", "popleft", "setdefault", "item") and stored and (parts or method != "get"):
                    source = self._source(stored, node, parts[0] if parts else None)
                    computed = len(parts) > 1 and not self.is_plain(parts[1])
                    return replace(source, alternative=True) if source and computed else source
                return self.find(owner, depth)
            case ast.Call(func=ast.Call(func=ast.Name(id="itemgetter") | ast.Attribute(attr="itemgetter")), args=[only]):
                stored = self._data.stored(only)
                return self._source(stored, node) if stored else None
            case ast.Call(func=ast.Attribute(attr="heappop") | ast.Name(id="heappop"), args=[owner]):
                stored = self._data.stored(owner)
                return self._source(stored, node) if stored else None
            case ast.Call(func=ast.Attribute(attr="getitem") | ast.Name(id="getitem"), args=[owner, place]):
                stored = self._data.stored(owner)
                return self._source(stored, node, place) if stored else None
            case ast.Call(func=ast.Attribute(attr=method), args=[only, *_]) if method in WRAPPERS:
                return self.find(only, depth)
            case ast.Call(func=ast.Subscript() as function):
                return self.find(function, depth)
        return None

    def _is_object(self, node: ast.Name) -> bool:
        home = self._program.scope(node).home(node.id)
        values = [binding.value for binding in home.bindings[node.id]] if home and node.id in home.bindings else []
        return any(
            isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in self._program.classes for value in values
        )

    def _arithmetic(self, node: ast.BinOp, left: ast.expr, right: ast.expr, depth: int) -> StoredData | None:
        summed = self._sums.recursive(node, getattr(self._program.scope(node).node, "name", None))
        if summed is not None:
            return summed
        stored = self._data.stored(left)
        if stored is not None and isinstance(stored.value, int) and isinstance(node.op, ast.RShift | ast.FloorDiv | ast.Mod):
            return None if self._data.is_closed(right) else StoredData("table", stored.entries, node.lineno)
        if self._data.is_shredded(left) and isinstance(node.op, ast.Mod | ast.BitAnd | ast.RShift | ast.FloorDiv):
            return StoredData("table", MIN_COUNT, node.lineno)
        for one, other in ((left, right), (right, left)):
            source = self.find(one, depth)
            if source is not None and (self._plain.is_cheap(other) or self.find(other, depth) is not None):
                return source
        return None

    def _either(self, nodes: list[ast.expr], depth: int) -> StoredData | None:
        sources = [self.find(node, depth) for node in nodes]
        computed = any(source is None and not self.is_plain(node) for node, source in zip(nodes, sources, strict=True))
        return strongest([source for source in sources if source is not None], 0, 0, computed)

    def _name(self, node: ast.Name, depth: int) -> StoredData | None:
        home = self._program.scope(node).home(node.id)
        if home is None or node.id in home.parameters:
            return None
        key = hash((id(home), node.id))
        if key in self._open:
            return None
        self._open.add(key)
        try:
            return self._value_of(node, home, depth)
        finally:
            self._open.discard(key)

    def _value_of(self, node: ast.Name, home: Scope, depth: int) -> StoredData | None:
        bindings = home.bindings[node.id]
        if home.changes[node.id] or any(_mentions(binding, node.id) for binding in bindings):
            return self._sums.running(node, home)  # or a state that starts as data and is worked on
        cases = sum(binding.guarded and binding.value is not None and self._data.is_closed(binding.value) for binding in bindings)
        sources = [self._bound(binding, depth) for binding in bindings]
        computed = any(
            source is None and (binding.value is None or not self.is_plain(binding.value))
            for binding, source in zip(bindings, sources, strict=True)
        )
        return strongest([source for source in sources if source is not None], cases, node.lineno, computed)

    def _bound(self, binding: Binding, depth: int) -> StoredData | None:
        if binding.value is None:
            return None
        if binding.each:
            return self._each(binding.value, binding.path, depth)
        match binding.value:
            case ast.Call(func=ast.Name(id="divmod"), args=[number, _]) if self._data.is_shredded(number):
                return StoredData("table", MIN_COUNT, binding.value.lineno)
        return None if binding.path else self.find(binding.value, depth)

    def _each(self, node: ast.expr, path: tuple[int, ...], depth: int) -> StoredData | None:
        """The source of what a loop over an expression gives to a name at that place of its target."""
        match node:
            case ast.Call(func=ast.Name(id="enumerate"), args=[values, *_]):
                return self._each(values, path[1:], depth) if path[:1] == (1,) else None
            case ast.Call(func=ast.Name(id="zip"), args=parts):
                return self._each(parts[path[0]], path[1:], depth) if path and path[0] < len(parts) else None
            case ast.Call(func=ast.Attribute(value=owner, attr="items")):
                stored = self._data.stored(owner)
                return self._source(stored, node) if stored and path[:1] == (1,) else None
            case ast.Call(func=ast.Name(id="sorted" | "reversed" | "list" | "iter" | "tuple" | "tqdm"), args=[values, *_]):
                return self._each(values, path, depth)
            case ast.Subscript(value=values, slice=ast.Slice()):
                return self._each(values, path, depth)
            case ast.Call(func=ast.Name(id=name)) if name in self._program.functions:
                return self.answer(self._program.functions[name], depth)
        stored = self._data.stored(node)
        if stored is None:
            return self._sums.series(node) if not path else None
        if isinstance(stored.value, dict):
            return None
        if path == (0,) and not isinstance(stored.value, str) and all(isinstance(part, tuple | list) for part in stored.value):
            return None  # the sizes in a list of pairs
        return self._source(stored, node)

    def _collected(self, node: ast.expr, depth: int) -> StoredData | None:
        """The source of a container that the program fills with looked-up values; None where it is filled from itself."""
        if not isinstance(node, ast.Name) or (home := self._program.scope(node).home(node.id)) is None:
            return None
        key = hash((id(home), node.id, "filled"))
        if key in self._open:
            return None
        self._open.add(key)
        try:
            return self._filled(list(self.collected(node)), depth)
        finally:
            self._open.discard(key)

    def _filled(self, values: list[ast.expr], depth: int) -> StoredData | None:
        sources = [self.find(value, depth) for value in values]
        if not values or any(source is None and not self.is_plain(value) for value, source in zip(values, sources, strict=True)):
            return None
        return next((source for source in sources if source is not None), None)

    def collected(self, node: ast.expr) -> Iterator[ast.expr]:
        """What the program appends to, or puts into, the container of that name."""
        if not isinstance(node, ast.Name):
            return
        home = self._program.scope(node).home(node.id)
        for change in home.changes[node.id] if home else []:
            match change:
                case ast.Call(func=ast.Attribute(attr="append" | "add"), args=[value]):
                    yield value
                case ast.Assign(value=value) | ast.AugAssign(value=value):
                    yield value

    def answer(self, function: Function, depth: int = MAX_DEPTH) -> StoredData | None:
        """The source of what a function returns or yields, where it looks up more than it may."""
        if id(function) in self._open or depth == 0:
            return None
        self._open.add(id(function))
        try:
            source = self._returned(function, depth)
        finally:
            self._open.discard(id(function))
        return source if source is not None and source.is_table(self.terms) else None

    def _returned(self, function: Function, depth: int) -> StoredData | None:
        if isinstance(function, ast.Lambda):
            return self.find(function.body, depth)
        nodes = list(self._program.inside(function))
        results = [node.value for node in nodes if isinstance(node, ast.Return | ast.Yield) and node.value is not None]
        results += [node.value for node in nodes if isinstance(node, ast.YieldFrom)]
        sources = [self.find(result, depth) or self._whole(result) for result in results]
        computed = any(source is None and not self.is_plain(result) for result, source in zip(results, sources, strict=True))
        cases = count_cases(function.body, self._data.is_closed) + sum(
            isinstance(node, ast.Yield) and node.value is not None and self._data.is_closed(node.value) for node in nodes
        )
        return strongest([source for source in sources if source is not None], cases, function.lineno, computed)

    def _whole(self, node: ast.expr) -> StoredData | None:
        stored = self._data.stored(node)
        return self._source(stored, node) if stored and not isinstance(stored.value, str | int) else None


def _mentions(binding: Binding, name: str) -> bool:
    parts = ast.walk(binding.value) if binding.value is not None and not binding.path else ()
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _are_sizes(stored: Stored) -> bool:
    """Whether the stored numbers are just consecutive: the sizes to run, not values."""
    numbers = sorted(stored.numbers)
    return 1 < len(numbers) == stored.entries == numbers[-1] - numbers[0] + 1
