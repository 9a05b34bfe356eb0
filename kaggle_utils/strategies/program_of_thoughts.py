"""Program-of-thoughts and the strategies that differ from it in their prompt alone: one program that prints the answer.

Measured on GSM8K with Qwen2.5-Coder-0.5B (40 problems, docs/strategies.md): program-of-thoughts 15 right; ``universal`` 4, significantly
worse, for four times the tokens; ``skeleton`` 8 and ``reasoning-first`` 9, for twice the tokens, not significantly.
"""

from __future__ import annotations

from collections.abc import Mapping

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.extrapolate import Reading
from kaggle_utils.strategies.shared.program_traces import refuse_contradiction, trace_of, with_extrapolation
from kaggle_utils.strategies.shared.protocols import Strategy
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import expectations_of

NAME = "program-of-thoughts"
PROMPTS: Mapping[str, str] = {
    NAME: "program_of_thoughts",
    "skeleton": "program_of_thoughts_skeleton",  # libraries and exactness named, a function answer() to fill in
    "reasoning-first": "reasoning_first",  # step by step in words, which are not read, then the program
    "universal": "universal",  # restate, choose a method, check a small case by an assert inside the program, print the answer
    "universal-checklist": "universal_checklist",  # key variables, estimate, units, edge cases, reasonable: a line each before the program
    "three-paths": "three_paths",  # three ways in one program, compared at small sizes
    "algorithm-of-thoughts": "algorithm_of_thoughts",  # ideas are tried and given up inside one reply (arXiv 2308.10379)
}


def with_prompt(name: str) -> Strategy:
    """The strategy of a name in ``PROMPTS``."""

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        """Ask for a program, run and repair it, and take the integer that it prints.

        The program is also run at small sizes, where its size can be replaced, so that its trace can be compared with those of other
        attempts; one that contradicts a value which the statement itself gives is sent back with that value. If it is too slow for the
        size that is asked for, the answer follows from a certain law of that trace.
        """
        reader = AnswerReader(problem.statement, context)

        async def read(code: str, execution: Execution) -> Reading:
            answer = await reader.read(code, execution)
            await refuse_contradiction(code, problem, context)
            return Reading(None, answer)

        runner = with_extrapolation(program_runner(context, read), problem, context)
        made = await repair_loop(context.build_prompt(PROMPTS[name], problem), context, runner)
        reading = made.output
        if reading is None:
            return Attempt(name, made.turns)
        trace = reading.trace or await trace_of(made.turns[-1].code or "", problem, context)
        modulus = expectations_of(problem.statement).modulus
        return Attempt(name, made.turns, reading.answer, trace, reading.extrapolation, trace_modulus=modulus)

    return attempt
