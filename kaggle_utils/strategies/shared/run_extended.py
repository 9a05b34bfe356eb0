"""Run a program again with statements appended to it."""

from __future__ import annotations

import ast

from kaggle_utils.programs.parsing import ProgramError, parse_program
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext


async def run_extended(code: str, statements: str, context: AttemptContext, seconds: float = 0.0) -> tuple[str, Execution]:
    """The extended program and its execution. ``seconds`` is the time that the program itself took; it is added to the time limit.

    The statements are appended to the syntax tree, not to the text, because a program's text may end in an open block or a continued line.
    Raises ValueError if the program cannot be extended or no time is left.
    """
    tree = parse_program(code)
    tree.body += parse_program(statements).body
    try:
        extended = ast.unparse(tree)
    except RecursionError:
        raise ProgramError("it is nested too deeply to be run again") from None
    execution = await context.run(extended, more=seconds)
    if execution is None:
        raise ValueError("no time left to run it again")
    return extended, execution
