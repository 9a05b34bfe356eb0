"""A program for one size, made into a function of the size by replacing the number that stands for it.

So a program that was to print only the answer also gives a trace, without a question to the model. Tried on 51 programs of
Qwen2.5-Coder-1.5B-Instruct for counting problems, 42 gave at least six terms.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kaggle_utils.programs.parsing import ProgramError, parse_program
from kaggle_utils.programs.size_function import print_trace

_NAME = "_size"
_FUNCTION = """
_program = {program!r}
def f(n):
    import contextlib, io
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(_program, {{'__name__': '__main__', {name!r}: n}})
    return int(printed.getvalue().split()[-1])
"""


def trace_by_replacing(code: str, sizes_named: Sequence[int], sizes: range) -> str | None:
    """A program that prints the size asked for and ``n f(n)`` for these sizes, f being the whole program with its size replaced by n.

    None where it is not clear which number is the size: none of ``sizes_named`` stands in the program, or several do; or where the
    program also has a number next to it, as in ``range(31)`` for the size 30, which would have to change with it.
    """
    try:
        tree = parse_program(code)
    except ProgramError:
        return None
    numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
    found = [size for size in sizes_named if size in numbers]
    if len(found) != 1 or {found[0] - 1, found[0] + 1} & set(numbers):
        return None
    program = ast.unparse(ast.fix_missing_locations(_Replaced(found[0]).visit(tree)))
    function = parse_program(_FUNCTION.format(program=program, name=_NAME))
    return print_trace(function, "f", found[0], sizes)


class _Replaced(ast.NodeTransformer):
    """Puts the name of the size where its number stands."""

    def __init__(self, number: int) -> None:
        self._number = number

    def visit_Constant(self, node: ast.Constant) -> ast.expr:  # the name that ast calls
        return ast.Name(_NAME, ast.Load()) if type(node.value) is int and node.value == self._number else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:  # format widths are no sizes
        return node
