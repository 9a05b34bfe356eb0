"""A program rewritten so that it prints its intermediate values, for self-debugging (Chen et al., arXiv 2304.05128). Pure."""

from __future__ import annotations

import ast

from kaggle_utils.programs.parsing import ProgramError, parse_program

MARK = "\N{BULLET}value\N{BULLET} "  # at the front of a line that the rewritten program prints beside its own output
MAX_PER_PLACE = 3  # first values of one variable at one place: a loop shows how it begins
MAX_LINES = 40
_HELPER = """
import reprlib as _reprlib
_short = _reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = _short.maxdeque = 12
_short.maxlong = _short.maxstring = _short.maxother = 80
_seen = {{}}
def _show(place, label, value, _seen=_seen, _short=_short, _print=print):
    _seen[place] = _seen.get(place, 0) + 1
    if _seen[place] <= {per_place} and _seen.get(None, 0) < {lines}:
        _seen[None] = _seen.get(None, 0) + 1
        try:
            text = ' '.join(_short.repr(value).split())
        except Exception:
            text = 'a value of type ' + type(value).__name__
        _print({mark!r} + label + text, flush=True)
    return value
"""


def with_prints(code: str, numbered: bool = True) -> str | None:
    """The program with a print after each assignment to a variable and at each return; None where there is none, or it does not parse.

    Only the first values at each place are printed. ``numbered`` says whether they are labelled with the lines of ``code``.
    """
    try:
        tree = parse_program(code)
    except ProgramError:
        return None
    shown = _Shown(numbered)
    shown.visit(tree)
    if not shown.places:
        return None
    helper = ast.parse(_HELPER.format(per_place=MAX_PER_PLACE, lines=MAX_LINES, mark=MARK)).body
    first = 0
    while first < len(tree.body) and isinstance(statement := tree.body[first], ast.ImportFrom | ast.Expr) and _stays_first(statement):
        first += 1
    tree.body[first:first] = helper
    return ast.unparse(ast.fix_missing_locations(tree))


def read_prints(output: str) -> list[str]:
    """The values that a rewritten program printed, one a line, without its own output."""
    return [line.removeprefix(MARK) for line in output.split("\n") if line.startswith(MARK)]


def _stays_first(statement: ast.ImportFrom | ast.Expr) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement.value, ast.Constant)


class _Shown(ast.NodeTransformer):
    """Adds a call that shows the value after assignments to names and around returned values."""

    def __init__(self, numbered: bool) -> None:
        self.places = 0
        self._numbered = numbered
        self._function = ""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:  # the name that ast calls
        outer, self._function = self._function, node.name
        self.generic_visit(node)
        self._function = outer
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        if node.value is not None and self._function:
            node.value = self._call(f"{self._function}() returns ", node.value, node.lineno)
        return node

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        return [node, *self._after(node.targets, node.lineno)]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        return [node, *self._after([node.target], node.lineno)]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        return [node, *self._after([node.target] if node.value is not None else [], node.lineno)]

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return node

    def _after(self, targets: list[ast.expr], line: int) -> list[ast.stmt]:
        parts = (part for target in targets for part in ast.walk(target))
        names = [part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
        return [ast.Expr(self._call(f"{name} = ", ast.Name(name, ast.Load()), line)) for name in names]

    def _call(self, label: str, value: ast.expr, line: int) -> ast.Call:
        self.places += 1
        label = f"line {line}: {label}" if self._numbered else label
        return ast.Call(ast.Name("_show", ast.Load()), [ast.Constant(self.places), ast.Constant(label), value], [])
