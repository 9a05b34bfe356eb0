"""Algorithm of thoughts: ideas are tried on small cases and given up inside one reply, which ends in one program (arXiv 2308.10379)."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.program_of_thoughts import read_answer
from kaggle_utils.strategies.shared.ask import build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop

NAME = "algorithm-of-thoughts"


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the search, run and repair the program that it ends in, and take the integer that it prints."""
    turns, answer = await repair_loop(build_prompt("algorithm_of_thoughts", problem, context), context, read_answer)
    return Attempt(NAME, turns, answer=answer)
