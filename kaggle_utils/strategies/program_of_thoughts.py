"""Program-of-thoughts: one program that prints the answer."""

from __future__ import annotations

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.ask import build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop

NAME = "program-of-thoughts"


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program, run and repair it, and take the integer that it prints."""
    turns, answer = await repair_loop(build_prompt("program_of_thoughts", problem, context), context, read_answer)
    return Attempt(NAME, turns, answer=answer)


async def read_answer(_: str, execution: Execution) -> int:
    """The integer that a program printed. Raises AnswerError when there is none."""
    return read_printed_answer(execution.stdout)
