"""Which names a program binds, where, and to what. Functions see their own names first, then those around them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
CHANGING = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "sort", "reverse", "add", "discard", "appendleft",
    "popleft", "extendleft", "popitem",
})  # fmt: skip
CHANGING_FUNCTIONS = frozenset(
    {"heapify", "heappush", "heappop", "heapreplace", "heappushpop", "insort", "insort_left", "insort_right", "shuffle"}
)


@dataclass(frozen=True)
class Binding:
    """One way in which a name gets its value: an expression, an element of one (``each``), or something else (None).

    ``path`` is where the name stands in the target: (1,) for v in ``n, v``. ``guarded`` says that it happens only under a condition.
    """

    value: ast.expr | None
    each: bool = False
    path: tuple[int, ...] = ()
    guarded: bool = False


@dataclass
class Scope:
    """The names of a module or a function. ``changes`` are the statements and calls that change a name's value in place."""

    node: ast.Module | Function
    outer: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[str, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    looped: set[int] = field(default_factory=set)  # ids of the changes inside loops and functions, which may happen any number of times
    parameters: frozenset[str] = frozenset()

    def home(self, name: str) -> Scope | None:
        """The scope that binds a name."""
        if name in self.bindings or name in self.parameters:
            return self
        return self.outer.home(name) if self.outer else None


@dataclass(frozen=True)
class Program:
    """A parsed program: the scope of every node, and its functions by name."""

    tree: ast.Module
    scopes: dict[int, Scope]
    functions: dict[str, Function]
    classes: dict[str, ast.ClassDef]

    def scope(self, node: ast.AST) -> Scope:
        """The scope in which a node stands."""
        return self.scopes[id(node)]

    def inside(self, function: ast.AST) -> Iterator[ast.AST]:
        """All nodes of a module or function but those of the functions in it."""
        own = self.scopes[id(function)]
        return (node for node in ast.walk(function) if self.scopes[id(node)] is own)


def read(tree: ast.Module) -> Program:
    """Find all names of a program."""
    reader = _Reader()
    top = Scope(tree)
    reader.visit_body(tree, top)
    for scope, name, change, looped in reader.changes:
        home = scope.home(name)
        if home is not None:
            home.changes[name].append(change)
            if looped or home is not scope:
                home.looped.add(id(change))
    return Program(tree, reader.scopes, reader.functions, reader.classes)


class _Reader:
    def __init__(self) -> None:
        self.scopes: dict[int, Scope] = {}
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.changes: list[tuple[Scope, str, ast.AST, bool]] = []

    def visit_body(self, node: ast.AST, scope: Scope, looped: bool = False, guarded: bool = False) -> None:
        self.scopes[id(node)] = scope
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope, looped, guarded)

    def visit(self, node: ast.AST, scope: Scope, looped: bool, guarded: bool) -> None:
        self.scopes[id(node)] = scope
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node, scope, looped)
                return
            case ast.ClassDef():
                self.classes[node.name] = node
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, scope, looped, guarded)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._assign(target, value, scope, looped, guarded)
            case ast.NamedExpr(target=target, value=value):
                self._assign(target, value, scope, looped, guarded)
            case ast.AugAssign(target=ast.Name(id=name)):
                self.changes.append((scope, name, node, looped))
            case ast.AugAssign(target=ast.Subscript(value=ast.Name(id=name))):
                self.changes.append((scope, name, node, True))
            case ast.For(target=target, iter=values) | ast.AsyncFor(target=target, iter=values):
                self._bind(target, Binding(values, each=True), scope)
            case ast.comprehension(target=target, iter=values):
                self._bind(target, Binding(values, each=True), scope)
            case ast.With(items=items):
                for item in items:
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, Binding(None), scope)
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                        self.changes.append((scope, target.value.id, node, True))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in CHANGING:
                self.changes.append((scope, name, node, looped))
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Name(id=name), *_]) if (
                called in CHANGING_FUNCTIONS
            ):
                self.changes.append((scope, name, node, looped))
        inner = looped or isinstance(node, ast.For | ast.While | ast.AsyncFor | ast.ListComp | ast.GeneratorExp)
        below = guarded or isinstance(node, ast.If | ast.Match | ast.Try)
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope, inner, below)

    def _function(self, node: Function, scope: Scope, looped: bool) -> None:
        if not isinstance(node, ast.Lambda):
            self.functions[node.name] = node
            scope.bindings[node.name].append(Binding(None))
        arguments = node.args
        names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
        own = Scope(node, scope)
        positional = [one.arg for one in [*arguments.posonlyargs, *arguments.args]]
        with_default = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        own.parameters = frozenset(one.arg for one in names if one.arg not in with_default)
        for name, value in with_default.items():
            own.bindings[name].append(Binding(value))
        for default in [*arguments.defaults, *filter(None, arguments.kw_defaults)]:
            self.visit(default, scope, looped, False)
        self.scopes[id(node)] = own
        for child in [node.body] if isinstance(node, ast.Lambda) else node.body:
            self.visit(child, own, False, False)
        self.scopes[id(arguments)] = own
        for part in ast.walk(arguments):
            self.scopes.setdefault(id(part), own)
        if not isinstance(node, ast.Lambda):
            for decorator in [*node.decorator_list, *filter(None, [node.returns])]:
                self.visit(decorator, scope, looped, False)

    def _assign(self, target: ast.expr, value: ast.expr, scope: Scope, looped: bool, guarded: bool) -> None:
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self.changes.append((scope, target.value.id, ast.Assign([target], value), looped))
            return
        if isinstance(target, ast.Name) and isinstance(value, ast.Lambda):
            self.functions[target.id] = value
        parts = target.elts if isinstance(target, ast.Tuple) else []
        values = value.elts if isinstance(value, ast.Tuple) else []
        if parts and len(parts) == len(values) and not any(isinstance(part, ast.Starred) for part in [*parts, *values]):
            for part, own in zip(parts, values, strict=True):
                self._bind(part, Binding(own, guarded=guarded), scope)
        else:
            self._bind(target, Binding(value, guarded=guarded), scope)

    def _bind(self, target: ast.expr, binding: Binding, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope.bindings[name].append(binding)
            case ast.Attribute(value=ast.Name(), attr=name):
                top = scope
                while top.outer is not None:
                    top = top.outer
                top.bindings[name].append(replace(binding, value=None if binding.path else binding.value))
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for place, part in enumerate(parts):
                    self._bind(part, replace(binding, path=(*binding.path, place)), scope)
            case ast.Starred(value=part):
                self._bind(part, Binding(None), scope)
