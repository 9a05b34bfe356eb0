"""Tables by their differences or ratios: stored numbers, as many of them as the size says, added up or multiplied.

By a sum over a slice, by a running total, by accumulate or cumsum, by a recursion. Sums over all stored numbers, over those that a
condition or a computation chooses, and over a period are the work of honest programs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeVar

from kaggle_utils.traces.hardcoding.mutation import DAYS
from kaggle_utils.traces.hardcoding.plain import Plain
from kaggle_utils.traces.hardcoding.scopes import Binding, Program, Scope
from kaggle_utils.traces.hardcoding.stored import Data, Stored
from kaggle_utils.traces.hardcoding.stored_data import StoredData

FOLDS = frozenset({"sum", "fsum", "prod", "product", "reduce", "nansum"})
SERIES = frozenset({"accumulate", "cumsum", "cumprod", "cumulative_sum"})
WRAPPERS = frozenset({"list", "tuple", "iter", "array", "asarray", "map", "Series", "int", "enumerate", "tqdm"})
TAKERS = frozenset({"pop", "popleft", "next", "__next__"})
SPREAD = 100  # times the smallest number is the largest, where the numbers are not a problem's own; those are of one size
Loop = ast.For | ast.AsyncFor | ast.While
Found = TypeVar("Found")
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.BitXor)


class Sums:
    """Finds the stored numbers that a program adds up or multiplies."""

    def __init__(self, program: Program, data: Data, plain: Plain) -> None:
        self._program = program
        self._data = data
        self._plain = plain
        self._open: set[int] = set()  # values of names that are being followed

    def folded(self, node: ast.Call) -> StoredData | None:
        """The source of a sum, a product or a fold of the first stored numbers."""
        match node:
            case ast.Call(func=ast.Name(id="reduce") | ast.Attribute(attr="reduce"), args=[_, values, *_]):
                return _differences(self._beginning(values), node)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[values, *_]) if name in FOLDS:
                return _differences(self._beginning(values), node)
            case ast.Call(func=ast.Attribute(value=values, attr=name), args=[]) if name in FOLDS:
                return _differences(self._beginning(values), node)
        return None

    def series(self, node: ast.expr) -> StoredData | None:
        """The source of an expression, or a name for one, that is all partial sums of stored numbers."""
        match node:
            case ast.Name(id=name):
                home = self._program.scope(node).home(name)
                match home.bindings.get(name) if home else None:
                    case [Binding(value=value, each=False, path=())] if value is not None:
                        return self._follow(value, self.series)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[values, *_]) if name in SERIES:
                return _differences(self._data.stored(values), node) or self.series(values)
            case ast.Call(func=ast.Attribute(value=values, attr=name), args=[]) if name in SERIES | {"tolist"}:
                return _differences(self._data.stored(values), node) or self.series(values)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*_, values]) if name in WRAPPERS:
                return self.series(values)
            case ast.ListComp(elt=ast.NamedExpr(target=total, value=ast.BinOp() as value), generators=[ast.comprehension(ifs=[])]):
                return _differences(self._step_of(value, total), node)
        return None

    def running(self, node: ast.Name, scope: Scope) -> StoredData | None:
        """The source of a name that is given in ``scope`` a constant to start with, and a stored number at each turn of a loop."""
        own = [binding.value for binding in scope.bindings[node.id] if binding.value is not None]
        changes = [*[value for value in own if not self._data.is_closed(value)], *scope.changes[node.id]]
        steps = [self._added(change, node) for change in changes]
        if not steps or None in steps or len(own) != len(scope.bindings[node.id]):
            return None
        loops = [inner for inner in ast.walk(self._program.tree) if isinstance(inner, Loop) and _contains(inner.body, changes[0])]
        plainly = (
            [one for one in loops[-1].body if isinstance(one, ast.Assign | ast.AugAssign) and _contains([one], changes[0])] if loops else []
        )
        if not plainly:
            return None  # chosen by a condition
        shown = _contains(loops[-1].body, node)
        return _differences(steps[0], node) if shown or self._follows_the_size(loops[-1]) else None

    def _added(self, change: ast.AST, total: ast.Name) -> Stored | None:
        """The stored data of which a statement or an expression adds one number to a name."""
        match change:
            case ast.AugAssign(op=operator, value=value) if isinstance(operator, OPERATORS):
                return self._step(value)
            case ast.BinOp():
                return self._step_of(change, total)
        return None

    def appended(self, node: ast.expr, values: list[ast.expr]) -> StoredData | None:
        """The source of a list that is filled with ``values``: its own last entry and a stored number."""
        if not isinstance(node, ast.Name) or len(values) != 1 or not isinstance(values[0], ast.BinOp):
            return None
        for own, value in ((values[0].left, values[0].right), (values[0].right, values[0].left)):
            match own:
                case ast.Subscript(value=ast.Name(id=name)) if name == node.id:
                    return _differences(self._step(value), node)
        return None

    def recursive(self, node: ast.BinOp, function: str | None) -> StoredData | None:
        """The source of f(n - 1) + D[n] in f itself."""
        if not isinstance(node.op, OPERATORS):
            return None
        for own, value in ((node.left, node.right), (node.right, node.left)):
            match own:
                case ast.Call(func=ast.Name(id=name), args=[ast.BinOp(op=ast.Sub(), right=ast.Constant(value=1))]) if name == function:
                    return _differences(self._step(value), node)
        return None

    def _step_of(self, value: ast.BinOp, total: ast.Name) -> Stored | None:
        """The stored number in ``total + number``."""
        if not isinstance(value.op, OPERATORS):
            return None
        for own, other in ((value.left, value.right), (value.right, value.left)):
            if isinstance(own, ast.Name) and own.id == total.id:
                return self._step(other)
        return None

    def _step(self, node: ast.expr) -> Stored | None:
        """The stored data of which an expression is one entry after another."""
        match node:
            case ast.Subscript(value=owner, slice=place) if not isinstance(place, ast.Slice):
                return self._data.stored(owner) if self._is_position(place) else None
            case ast.Call(func=ast.Attribute(value=owner, attr=name), args=[]) if name in TAKERS:
                return self._data.stored(owner)
            case ast.Call(func=ast.Name(id=name), args=[only, *_]) if name in TAKERS:
                return self._data.stored(only)
            case ast.Call(func=ast.Name(id="int" | "float" | "Fraction"), args=[only]):
                return self._step(only)
            case ast.Name(id=name):
                home = self._program.scope(node).home(name)
                match home.bindings.get(name) if home else None:
                    case [Binding(value=value, each=True, path=path)] if value is not None:
                        return self._follow(value, lambda values: self._element(values, path))
                    case [Binding(value=value, each=False, path=())] if value is not None:
                        return self._follow(value, self._step)
        return None

    def _follow(self, value: ast.expr, find: Callable[[ast.expr], Found | None]) -> Found | None:
        """What is found in the value of a name, or None where that leads back to the name."""
        if id(value) in self._open:
            return None
        self._open.add(id(value))
        try:
            return find(value)
        finally:
            self._open.discard(id(value))

    def _is_position(self, place: ast.expr) -> bool:
        """Whether an index is the size or near it: no constant, no remainder, nothing that is computed."""
        if self._data.is_closed(place) or not self._plain.is_cheap(place):
            return False
        return not any(isinstance(inner, ast.Mod | ast.BitAnd) for inner in ast.walk(place))

    def _element(self, values: ast.expr, path: tuple[int, ...]) -> Stored | None:
        """The stored data that a loop goes through, for the name at that place of its target."""
        match values:
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]) if path == (1,):
                return self._element(inner, ())
            case ast.Call(func=ast.Name(id="zip"), args=parts) if len(path) == 1 and path[0] < len(parts):
                return self._element(parts[path[0]], ())
        return (self._data.stored(values) or self._beginning(values)) if not path else None

    def _beginning(self, node: ast.expr) -> Stored | None:
        """The stored data whose first entries, as many as the size says, an expression goes through."""
        match node:
            case ast.Subscript(value=owner, slice=ast.Slice(lower=lower, upper=upper)):
                bounds = [bound for bound in (lower, upper) if bound is not None and not self._data.is_closed(bound)]
                return self._data.stored(owner) if bounds and all(map(self._is_position, bounds)) else None
            case ast.Call(func=ast.Name(id="islice") | ast.Attribute(attr="islice"), args=[values, *_, bound]):
                return self._data.stored(values) if self._is_position(bound) else None
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*_, values]) if name in WRAPPERS:
                return self._beginning(values)
            case ast.GeneratorExp(elt=element, generators=[only]) | ast.ListComp(elt=element, generators=[only]):
                return self._step(element) if self._is_cut(only) else None
        return None

    def _is_cut(self, turns: ast.comprehension) -> bool:
        """Whether the size says how many turns there are."""
        if len(turns.ifs) == 1:
            compared = turns.ifs[0]
            orders = isinstance(compared, ast.Compare) and isinstance(compared.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
            return orders and isinstance(compared, ast.Compare) and self._plain.is_cheap(compared.left)
        return not turns.ifs and self._is_bounded(turns.iter)

    def _is_bounded(self, values: ast.expr) -> bool:
        match values:
            case ast.Call(func=ast.Name(id="range"), args=parts):
                return not self._data.is_closed(values) and all(self._plain.is_cheap(part) for part in parts) and not _is_length(parts)
            case ast.Call(func=ast.Name(id="zip" | "enumerate"), args=parts):
                return any(map(self._is_bounded, parts))
        return self._beginning(values) is not None

    def _follows_the_size(self, loop: Loop) -> bool:
        match loop:
            case ast.While(test=ast.Compare(left=left, comparators=[right])):
                return not self._data.is_closed(right) and self._plain.is_cheap(left) and self._plain.is_cheap(right)
            case ast.For(iter=values) | ast.AsyncFor(iter=values):
                return self._is_bounded(values)
        return False


def _is_length(parts: list[ast.expr]) -> bool:
    """Whether a range goes over all positions of a container."""
    return any(isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "len" for part in parts)


def _contains(statements: list[ast.stmt], node: ast.AST) -> bool:
    return any(inner is node for statement in statements for inner in ast.walk(statement))


def _differences(stored: Stored | None, node: ast.expr) -> StoredData | None:
    """A table by its differences, if the numbers may be that."""
    if stored is None or not stored.numbers or stored.grows or stored.numbers <= DAYS or isinstance(stored.value, str | int):
        return None
    sizes = [abs(number) for number in stored.numbers if number]
    return StoredData("table", stored.entries, node.lineno, summed=True, spread=bool(sizes) and max(sizes) >= SPREAD * min(sizes))
