"""Program-of-thoughts and the strategies that differ from it in their prompt alone: one program that prints the answer."""

from __future__ import annotations

from collections.abc import Mapping

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.protocols import Strategy
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner

NAME = "program-of-thoughts"
PROMPTS: Mapping[str, str] = {
    NAME: "program_of_thoughts",
    "reasoning-first": "reasoning_first",  # step by step in words, which are not read, then the program
    "universal": "universal",  # restate, choose a method, check a small case by an assert inside the program, print the answer
    "algorithm-of-thoughts": "algorithm_of_thoughts",  # ideas are tried and given up inside one reply (arXiv 2308.10379)
}


def with_prompt(name: str) -> Strategy:
    """The strategy of a name in ``PROMPTS``."""

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        """Ask for a program, run and repair it, and take the integer that it prints."""
        prompt = context.build_prompt(PROMPTS[name], problem)
        made = await repair_loop(prompt, context, program_runner(context, AnswerReader(problem.statement, context).read))
        return Attempt(name, made.turns, made.output)

    return attempt
