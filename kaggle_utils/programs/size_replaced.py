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


def trace_by_replacing(code: str, size: int, sizes: Sequence[int]) -> str | None:
    """A program that prints the size asked for and ``n f(n)`` for these sizes, f being the whole program with ``size`` replaced by n.

    None where the size does not stand in the program, or where a number next to it does, too, as in ``range(31)`` for the size 30: that
    would have to change with it.
    """
    try:
        tree = parse_program(code)
    except ProgramError:
        return None
    numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
    if size not in numbers or {size - 1, size + 1} & set(numbers):
        return None
    program = ast.unparse(ast.fix_missing_locations(_Replaced(size).visit(tree)))
    function = parse_program(_FUNCTION.format(program=program, name=_NAME))
    return print_trace(function, "f", size, sizes)


class _Replaced(ast.NodeTransformer):
    """Puts the name of the size where its number stands."""

    def __init__(self, number: int) -> None:
        self._number = number

    def visit_Constant(self, node: ast.Constant) -> ast.expr:  # the name that ast calls
        return ast.Name(_NAME, ast.Load()) if type(node.value) is int and node.value == self._number else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:  # a format width is another number
        return node
