"""The data that stands in a program as literals, and whether it is still that when it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kaggle_utils.traces.hardcoding.folding import NotClosed, fold
from kaggle_utils.traces.hardcoding.scopes import Binding, Program, Scope

WRITTEN = 0.5  # share of a value's characters that must stand in the program; less was computed, as in [i * i for i in range(99)]
BIG = 64  # bits of an integer that may hold a table in its digits
MAX_DEPTH = 8  # names that lead to names
TAKING = frozenset({"pop", "popleft", "popitem", "reverse", "sort", "heappop", "heapify"})  # what leaves no number that was not there


@dataclass(frozen=True)
class Stored:
    """A value that stands in the program. ``grows`` says that the program goes on to change it, as a memo or a list of terms."""

    value: Any
    line: int
    grows: bool = False

    @cached_property
    def entries(self) -> int:
        """How many numbers it holds; for digits of an integer and for text, how many there could be."""
        if isinstance(self.value, int):
            return self.value.bit_length() // 8
        if isinstance(self.value, str):
            return max(len(self.value.split()), len(self.value) // 6)
        return max(len(self.value), _leaves(self.value) if not _is_pairs(self.value) else 0)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The integers in it."""
        return frozenset(_integers(self.value))


def _leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(_leaves(part) for part in value.values())
    return sum(_leaves(part) for part in value) if isinstance(value, list | tuple) else 1


def _is_pairs(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(part, list | tuple) and len(part) == 2 for part in value)


def _integers(value: object) -> Iterator[int]:
    if isinstance(value, int):
        yield int(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _integers(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _integers(part)
    elif isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 4000:
        yield int(value)


class Data:
    """Answers what an expression or a name stands for, where that is written in the program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._names: dict[tuple[int, str], tuple[Any, bool, int] | None] = {}
        self._values: dict[tuple[int, int], tuple[Any, int]] = {}

    def stored(self, node: ast.expr) -> Stored | None:
        """The data that an expression is, if it stands in the program: a container, text, or an integer long enough to hold a table."""
        scope = self._program.scope(node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):  # an attribute of a class or an object
            name = ast.copy_location(ast.Name(node.attr, ast.Load()), node)
            self._program.scopes[id(name)] = scope
            node = name
        value, written = self._value(node, scope)
        grows = False
        if isinstance(node, ast.Name):
            found = self._name(node.id, scope, MAX_DEPTH)
            grows = found is not None and found[1]
        if isinstance(value, int) and not isinstance(value, bool):
            return Stored(value, node.lineno) if value.bit_length() >= BIG and written >= WRITTEN * len(str(value)) else None
        if isinstance(value, bytes | bytearray):
            value = list(value)
        if isinstance(value, set | frozenset) or not isinstance(value, str | list | tuple | dict):
            return None
        return Stored(value, node.lineno, grows) if value and written >= WRITTEN * _characters(value) else None

    def is_number(self, node: ast.expr) -> bool:
        """Whether a name is bound once, to a number, and never changed."""
        if not isinstance(node, ast.Name):
            return False
        home = self._program.scope(node).home(node.id)
        match home.bindings.get(node.id) if home else None:
            case [Binding(value=ast.Constant(value=int() | float() as value), each=False, path=())]:
                return not isinstance(value, bool) and home is not None and not home.changes[node.id]
        return False

    def is_shredded(self, node: ast.expr) -> bool:
        """Whether a name starts as an integer long enough to hold a table, and may be taken apart later."""
        if not isinstance(node, ast.Name):
            return False
        home = self._program.scope(node).home(node.id)
        values = [binding.value for binding in (home.bindings.get(node.id, []) if home else []) if not binding.each and not binding.path]
        return any(isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value.bit_length() >= BIG for value in values)

    def constant(self, node: ast.expr) -> Any:
        """The value of an expression made of literals. Raises NotClosed."""
        value, _ = self._value(node, self._program.scope(node))
        if value is None and not (isinstance(node, ast.Constant) and node.value is None):
            raise NotClosed
        return value

    def is_closed(self, node: ast.expr) -> bool:
        """Whether an expression is made of literals."""
        try:
            self.constant(node)
        except NotClosed:
            return False
        return True

    def definition(self, name: ast.Name) -> Iterator[ast.AST]:
        """The nodes of the expressions that a name is bound to."""
        home = self._program.scope(name).home(name.id)
        for binding in home.bindings.get(name.id, []) if home else []:
            if binding.value is not None:
                yield from ast.walk(binding.value)

    def _value(self, node: ast.expr, scope: Scope) -> tuple[Any, int]:
        """What ``_fold`` says of an expression, worked out once."""
        key = (id(node), id(scope))
        if key not in self._values:
            self._values[key] = self._fold(node, scope, MAX_DEPTH)
        return self._values[key]

    def _fold(self, node: ast.expr, scope: Scope, depth: int) -> tuple[Any, int]:
        """The value, None if there is none, and how many characters of it are written in the program."""
        names: dict[str, Any] = {}
        written = 0
        for part in ast.walk(node):
            if isinstance(part, ast.Constant):
                written += len(str(part.value))
            elif isinstance(part, ast.Name) and part.id not in names:
                found = self._name(part.id, scope, depth - 1)
                if found is not None:
                    names[part.id] = found[0]
                    written += found[2]
        try:
            return fold(node, names), written
        except NotClosed:
            return None, 0

    def _name(self, name: str, scope: Scope, depth: int) -> tuple[Any, bool, int] | None:
        """The value that a name starts with, whether it is changed later, and how many characters of it are written."""
        home = scope.home(name)
        if home is None or depth <= 0:
            return None
        key = (id(home), name)
        if key not in self._names:
            self._names[key] = None  # a name that depends on itself has no value
            self._names[key] = self._initial(name, home, depth)
        return self._names[key]

    def _initial(self, name: str, home: Scope, depth: int) -> tuple[Any, bool, int] | None:
        bindings = home.bindings.get(name, [])
        if len(bindings) != 1 or bindings[0].value is None or bindings[0].each or bindings[0].path or name in home.parameters:
            return None
        value, written = self._fold(bindings[0].value, home, depth)
        if value is None:
            return None
        if all(isinstance(change, ast.Call) and _called(change) in TAKING for change in home.changes[name]):
            return value, False, written
        if not isinstance(value, list | dict):
            return None
        value = value.copy()
        for change in home.changes[name]:
            added = None if id(change) in home.looped else self._apply(value, change, home, depth)
            if added is None:
                return value, True, written
            written += added
        return value, False, written

    def _apply(self, value: list[Any] | dict[Any, Any], change: ast.AST, home: Scope, depth: int) -> int | None:
        """Do what a statement does to a value; returns the characters written there, None if it takes more than literals."""
        match change:
            case ast.Call(func=ast.Attribute(attr=method), args=[argument]) if method in ("append", "extend", "update"):
                given, written = self._fold(argument, home, depth)
                if given is None or (method == "update") != isinstance(value, dict):
                    return None
                getattr(value, method)(given)
                return written
            case ast.AugAssign(op=ast.Add(), value=argument) if isinstance(value, list):
                given, written = self._fold(argument, home, depth)
                if not isinstance(given, list | tuple):
                    return None
                value.extend(given)
                return written
            case ast.Assign(targets=[ast.Subscript(slice=place)], value=argument):
                key, _ = self._fold(place, home, depth)
                given, written = self._fold(argument, home, depth)
                fits = isinstance(value, dict) or (isinstance(key, int) and -len(value) <= key < len(value))
                if key is None or given is None or not fits:
                    return None
                value[key] = given
                return written
        return None


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def _characters(value: object) -> int:
    if isinstance(value, dict):
        return sum(_characters(part) for part in value.values())
    if isinstance(value, list | tuple):
        return sum(_characters(part) for part in value)
    return len(str(value))
