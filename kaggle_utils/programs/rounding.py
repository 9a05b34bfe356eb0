"""Where a program rounds the number that it prints as its answer, and the program again with those places watched. Pure.

``print(int(x))`` gives an integer whatever ``x`` is. What is watched is the value inside of the roundings, on the way from what is printed:
through plain variables, functions of the program, remainders, signs and text around the number, but through no other arithmetic.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from kaggle_utils.programs import witness
from kaggle_utils.programs.moduli import modulus_of
from kaggle_utils.programs.parsing import ProgramError, parse_program
from kaggle_utils.programs.rounding_forms import Rounding, carried, rounding_of

_MARK = "\x00rounded "  # before each line of the report; no program prints it by chance
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_Scope = ast.Module | ast.FunctionDef


class Kind(StrEnum):
    """How a value lies to the integers."""

    EXACT = "exact"
    NOISE = "noise"  # an integer but for what a few operations on floats err by
    NEAR = "near"  # so near to an integer that it is hardly chance
    BETWEEN = "between"
    LARGE = "large"  # a float beyond 2**53 that has used up all its digits


@dataclass(frozen=True)
class Rounded:
    """A value as it was before it was rounded: by what it was, the integer nearest to it (below it, if ``BETWEEN``), and its text."""

    by: str
    kind: Kind
    whole: int
    text: str


@dataclass(frozen=True)
class Watched:
    """A program that reports what it rounds: what it rounds by, place by place, and the moduli by which it reduces that."""

    code: str
    by: tuple[str, ...]
    moduli: frozenset[int]

    def read(self, stdout: str) -> list[Rounded]:
        """The values that a run of the program reports."""
        lines = [line.partition(_MARK)[2] for line in stdout.split("\n") if _MARK in line]
        reported = [json.loads(line) for line in lines]
        return [Rounded(self.by[site], Kind(kind), int(whole), text) for site, whole, kind, text in reported]

    def is_residue(self, answer: int, value: int) -> bool:
        """Whether an answer is an integer, up to its sign, or the remainder of it by one of the moduli."""
        return abs(answer) == abs(value) or any((answer - value) % modulus == 0 for modulus in self.moduli)


def watch(code: str) -> Watched | None:
    """The program with the roundings of its answer watched; None where there are none, or where it cannot be parsed or rewritten."""
    try:
        tree = parse_program(code)
        search = _Search(tree)
        search.run()
        if not search.found:
            return None
        return Watched(_rewrite(tree, search.found), tuple(each.by for each in search.found), frozenset(search.moduli))
    except (ProgramError, RecursionError):
        return None


@dataclass
class _Search:
    """The way back from what is printed to what is rounded."""

    tree: ast.Module
    found: list[Rounding] = field(default_factory=list)
    moduli: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    def run(self) -> None:
        scopes: list[_Scope] = [self.tree, *(node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))]
        self.functions = {node.name: node for node in scopes if isinstance(node, ast.FunctionDef)}
        for scope in scopes:
            for node in _own_nodes(scope):
                match node:
                    case ast.Call(ast.Name("print") | ast.Attribute(attr="write"), arguments):
                        for argument in arguments:
                            self.follow(argument, scope)
        if self.tree.body and isinstance(last := self.tree.body[-1], ast.Expr):
            self.follow(last.value, self.tree)  # the sandbox prints it, as a notebook does

    def follow(self, node: ast.AST, scope: _Scope) -> None:
        """Find the roundings that a value has gone through, from the outermost in."""
        if id(node) in self.seen:
            return
        self.seen.add(id(node))
        rounding = rounding_of(node)
        if rounding is not None:
            self.found.append(rounding)
            for operand in rounding.operands[:1]:
                self.follow(operand, scope)
            return
        match node:
            case ast.Name(name):
                for value in self._values(name, scope):
                    self.follow(value, scope)
            case ast.Call(ast.Name(name)) if name in self.functions:
                function = self.functions[name]
                for inner in _own_nodes(function):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        self.follow(inner.value, function)
            case ast.Call(ast.Name(name)) if lambdas := [value for value in self._values(name, scope) if isinstance(value, ast.Lambda)]:
                for each in lambdas:
                    self.follow(each.body, scope)
            case _:
                match node:
                    case ast.BinOp(op=ast.Mod(), right=by) | ast.AugAssign(op=ast.Mod(), value=by):
                        self.moduli |= {modulus_of(by, self.tree) or 0} - {0}
                for value in carried(node):
                    self.follow(value, scope)

    def _values(self, name: str, scope: _Scope) -> Iterator[ast.AST]:
        """What is assigned to a name where it is used, or else at the top of the program."""
        own = list(_assigned(name, scope))
        yield from own or (_assigned(name, self.tree) if scope is not self.tree else [])


def _assigned(name: str, scope: _Scope) -> list[ast.expr | ast.stmt]:
    """What is assigned to a name, but for what is changed by other arithmetic further down."""
    nodes = list(_own_nodes(scope))
    changed = max((node.lineno for node in nodes if isinstance(node, ast.stmt) and _changes(name, node)), default=0)
    return [value for value in _all_assigned(name, nodes) if value.lineno > changed]


def _changes(name: str, node: ast.stmt) -> bool:
    """Whether a statement computes a name's value from the value that it had, and not by a remainder or by rounding."""
    match node:
        case ast.AugAssign(ast.Name(target), operator):
            return target == name and not isinstance(operator, ast.FloorDiv | ast.Mod)
        case ast.Assign([ast.Name(target)], ast.BinOp(op=operator) as value) if target == name:
            reads = any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value))
            return reads and not isinstance(operator, ast.FloorDiv | ast.Mod)
    return False


def _all_assigned(name: str, nodes: list[ast.AST]) -> Iterator[ast.expr | ast.stmt]:
    for node in nodes:
        match node:
            case ast.Assign(targets, value):
                for target in targets:
                    yield from _matching(name, target, value)
            case ast.AnnAssign(ast.Name(target), value=ast.expr() as value) | ast.NamedExpr(ast.Name(target), value) if target == name:
                yield value
            case ast.AugAssign(ast.Name(target), ast.FloorDiv() | ast.Mod()) if target == name:
                yield node


def _matching(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    match target, value:
        case ast.Name(found), _ if found == name:
            yield value
        case ast.Tuple(targets), ast.Tuple(values) if len(targets) == len(values):
            for each, part in zip(targets, values, strict=True):
                yield from _matching(name, each, part)


def _own_nodes(scope: _Scope) -> Iterator[ast.AST]:
    """The nodes of a scope in their order, without those of the functions and classes in it."""
    waiting: list[ast.AST] = list(reversed(scope.body))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _SCOPES):
            yield node
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _rewrite(tree: ast.Module, found: list[Rounding]) -> str:
    """The program with a witness at every place, and the witness's report at its end."""
    marked = _Mark({id(each.node): (site, each) for site, each in enumerate(found)}).visit(tree)
    first = 0
    while first < len(tree.body) and _stays_first(tree.body[first]):
        first += 1
    begin = ast.parse(f"_witness = {{'__name__': 'witness'}}\nexec({inspect.getsource(witness)!r}, _witness)").body
    end = ast.parse(f"_witness['report']({_MARK!r})").body
    tree.body = [*tree.body[:first], *begin, *tree.body[first:], *end]
    return ast.unparse(ast.fix_missing_locations(marked))


def _stays_first(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring or an import from the future."""
    match statement:
        case ast.Expr(ast.Constant(str())) | ast.ImportFrom("__future__"):
            return True
    return False


class _Mark(ast.NodeTransformer):
    """Puts the witness where values are rounded."""

    def __init__(self, places: dict[int, tuple[int, Rounding]]) -> None:
        self.places = places
        self.kept = {id(each.operands[0]): site for site, each in places.values() if len(each.operands) == 1}

    def visit(self, node: ast.AST) -> ast.AST:
        place, site = self.places.get(id(node)), self.kept.get(id(node))
        made = self.generic_visit(node)
        if place is not None and len(place[1].operands) == 2:
            made = _quotient(place[0], made)
        return made if site is None else _call("keep", site, made)


def _quotient(site: int, node: ast.AST) -> ast.AST:
    match node:
        case ast.AugAssign(ast.Name(name) as target, _, value):
            return ast.Assign([target], _call("divide", site, ast.Name(name, ast.Load()), value), lineno=node.lineno)
        case ast.BinOp(left, _, right):
            return _call("divide", site, left, right)
    raise AssertionError("only // has two operands")


def _call(name: str, site: int, *values: ast.AST) -> ast.Call:
    function = ast.Subscript(ast.Name("_witness", ast.Load()), ast.Constant(name), ast.Load())
    return ast.Call(function, [ast.Constant(site), *values], [])  # type: ignore[list-item]
