"""The universal template: restate, choose a method, check a small case inside the program, print the answer."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.program_of_thoughts import read_answer
from kaggle_utils.strategies.shared.ask import pose
from kaggle_utils.strategies.shared.base import Attempt, Bench
from kaggle_utils.strategies.shared.repair_loop import write_and_run

NAME = "universal"


async def attempt(problem: Problem, bench: Bench) -> Attempt:
    """Ask for the four steps, run and repair the program, and take the integer that it prints. Its assert fails like any other error."""
    turns, answer = await write_and_run(pose("universal", problem, bench), bench, read_answer)
    return Attempt(NAME, turns, answer=answer)
