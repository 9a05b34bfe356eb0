"""The universal template: restate, choose a method, check a small case inside the program, print the answer."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.program_of_thoughts import read_answer
from kaggle_utils.strategies.shared.ask import build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop

NAME = "universal"


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the four steps, run and repair the program, and take the integer that it prints. Its assert fails like any other error."""
    turns, answer = await repair_loop(build_prompt("universal", problem, context), context, read_answer)
    return Attempt(NAME, turns, answer=answer)
