"""Programs with one stored number changed. In a table that changes one output, in a computation none or many."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

MIN_COUNT = 5  # numbers that make a place worth trying
SAMPLES = 4  # numbers changed in each place
PLACES = 3  # tried, the longest first
DAYS: frozenset[object] = frozenset({0, 28, 29, 30, 31})  # of the months: known to everybody, and no table of a problem's answers
BIG = 64  # bits of an integer whose digits may be a table


@dataclass(frozen=True)
class Mutant:
    """A program with one number on that line changed. Mutants of the same ``place`` changed different numbers of it."""

    code: str
    place: int
    line: int


@dataclass(frozen=True)
class _Site:
    node: ast.Constant
    value: int | str


def mutate(code: str) -> Iterator[Mutant]:
    """The program with one number changed, for a few numbers of the longest stored data in it. Text that is not Python gives none."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    places = sorted(_places(tree), key=len, reverse=True)[:PLACES]
    for number, sites in enumerate(places):
        for site in _spread(sites):
            original = site.node.value
            site.node.value = site.value
            yield Mutant(ast.unparse(tree), number, site.node.lineno)
            site.node.value = original


def _spread(sites: list[_Site]) -> list[_Site]:
    """A few sites, evenly over all: the first numbers may be initial terms, so the first of all is left out."""
    step = max(1, (len(sites) - 1) // SAMPLES)
    return sites[1::step][:SAMPLES]


def _places(tree: ast.Module) -> Iterator[list[_Site]]:
    """The numbers of each outermost container and text, the digits and bits of each large integer, and the numbers that branches give."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    branches: list[_Site] = []
    for node in ast.walk(tree):
        match node:
            case ast.List() | ast.Tuple() | ast.Dict() | ast.Set() if id(node) not in inner:
                inner |= {id(part) for part in ast.walk(node)}
                if _is_calendar(node):
                    continue
                sites = [site for value in _values(node) for site in _numbers(value)]
            case ast.Constant(value=str(text)) if id(node) not in inner:
                sites = [_Site(node, changed) for changed in _change_text(text)]
            case ast.Constant(value=int(number)) if number.bit_length() >= BIG:
                yield [_Site(node, number + 10 ** (len(str(number)) * part // 8)) for part in range(1, 7)]
                sites = [_Site(node, number ^ (1 << (number.bit_length() * part // 8))) for part in range(1, 7)]
            case ast.Return(value=ast.Constant() as constant) | ast.Yield(value=ast.Constant() as constant):
                branches += _next(constant)
                continue
            case ast.IfExp(body=first, orelse=second) | ast.BoolOp(op=ast.And(), values=[first, second]):
                branches += [*_next(first), *_next(second)]
                continue
            case _:
                continue
        if len(sites) >= MIN_COUNT:
            yield sites
    if len(branches) >= MIN_COUNT:
        yield branches


def _is_calendar(node: ast.List | ast.Tuple | ast.Dict | ast.Set) -> bool:
    """Whether the numbers are the days of the months, which every program may know."""
    values = [value.value if isinstance(value, ast.Constant) else None for value in _values(node)]
    return len(values) >= MIN_COUNT and set(values) <= DAYS


def _values(node: ast.List | ast.Tuple | ast.Dict | ast.Set) -> list[ast.expr]:
    """The elements; of pairs of a size and a value, the values."""
    if isinstance(node, ast.Dict):
        return node.values
    if all(isinstance(part, ast.Tuple | ast.List) and len(part.elts) == 2 for part in node.elts):
        return [part.elts[1] for part in node.elts if isinstance(part, ast.Tuple | ast.List)]
    return node.elts


def _numbers(node: ast.expr) -> Iterator[_Site]:
    """The numbers in an element of a container, each to be made one larger."""
    negative = {id(part.operand) for part in ast.walk(node) if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub)}
    for part in ast.walk(node):
        for site in _next(part):
            yield _Site(site.node, site.node.value - 1) if id(part) in negative and isinstance(site.node.value, int) else site


def _next(node: ast.AST) -> Iterator[_Site]:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield _Site(node, number + 1)


def _change_text(text: str) -> list[str]:
    """The text with one character another: the last digit of a number, a digit of the only number, or a letter where there are none."""
    ends = [match.end() - 1 for match in re.finditer(r"\d+", text)]
    if len(ends) < MIN_COUNT:
        ends = [place for place, character in enumerate(text) if character.isdecimal() and character.isascii()][3::7]
    if not ends:
        return [text[:place] + chr(ord(text[place]) + 1) + text[place + 1 :] for place in range(len(text))]
    return [text[:end] + str((int(text[end]) + 1) % 10) + text[end + 1 :] for end in ends]
