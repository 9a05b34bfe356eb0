"""Program-of-thoughts: one program that prints the answer."""

from __future__ import annotations

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.base import Attempt, Bench, write_and_run

NAME = "program-of-thoughts"


async def attempt(problem: Problem, bench: Bench) -> Attempt:
    """Ask for a program, run and repair it, and take the integer that it prints."""
    prompt = load_prompt("program_of_thoughts").render(statement=problem.statement)
    turns, answer = await write_and_run(prompt, bench, _read)
    return Attempt(NAME, turns, answer=answer)


async def _read(_: str, execution: Execution) -> int:
    return read_printed_answer(execution.stdout)
