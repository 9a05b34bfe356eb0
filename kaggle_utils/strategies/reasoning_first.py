"""Reasoning-first: step by step in words, then one program that prints the answer."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.program_of_thoughts import read_answer
from kaggle_utils.strategies.shared.ask import build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop

NAME = "reasoning-first"


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the reasoning and the program, run and repair it, and take the integer that it prints. The words are not read."""
    turns, answer = await repair_loop(build_prompt("reasoning_first", problem, context), context, read_answer)
    return Attempt(NAME, turns, answer=answer)
