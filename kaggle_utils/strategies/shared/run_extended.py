"""A program that ran, run once more with statements after it."""

from __future__ import annotations

import ast

from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.base import AttemptContext
from kaggle_utils.strategies.shared.run_within import run_within


async def run_extended(code: str, statements: str, context: AttemptContext, seconds: float = 0.0) -> tuple[str, Execution]:
    """The extended program and what came of it. ``seconds`` is what the program itself took: it is given that again, on top of the limit.

    The statements are appended to the syntax tree, not to the text: text breaks programs (research/peers.md, section 0, point 5). Raises
    ValueError when the program cannot be extended or no time is left.
    """
    tree = parse_program(code)
    tree.body += ast.parse(statements).body
    try:
        extended = ast.unparse(tree)
    except RecursionError:
        raise ValueError("it is nested too deeply to be run again") from None
    execution = await run_within(extended, context, more=seconds)
    if execution is None:
        raise ValueError("no time left to run it again")
    return extended, execution


def parse_program(code: str) -> ast.Module:
    """The syntax tree of a program. Raises ValueError where there is none."""
    try:
        return ast.parse(code)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"it cannot be parsed here ({type(error).__name__})") from None
