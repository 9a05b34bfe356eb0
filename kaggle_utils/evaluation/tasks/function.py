"""Function: the model writes the function that a programming task asks for. It has no answer: the task's tests decide on its program."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner

NAME = "function"


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a function and run the program that defines it, which is repaired if it fails by itself. The tests are not known here."""

    async def read(code: str, _: Execution) -> str:
        return code

    made = await repair_loop(context.build_prompt("function", problem), context, program_runner(context, read))
    return Attempt(NAME, made.turns)
