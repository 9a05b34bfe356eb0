"""Reasoning-first: step by step in words, then one program that prints the answer."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.program_of_thoughts import read_answer
from kaggle_utils.strategies.shared.ask import pose
from kaggle_utils.strategies.shared.base import Attempt, Bench
from kaggle_utils.strategies.shared.repair_loop import write_and_run

NAME = "reasoning-first"


async def attempt(problem: Problem, bench: Bench) -> Attempt:
    """Ask for the reasoning and the program, run and repair it, and take the integer that it prints. The words are not read."""
    turns, answer = await write_and_run(pose("reasoning_first", problem, bench), bench, read_answer)
    return Attempt(NAME, turns, answer=answer)
