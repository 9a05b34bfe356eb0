"""Tests-first: small cases before any program, then only a program that passes them (AlphaCodium, arXiv 2401.08500).

Measured on GSM8K with Qwen2.5-Coder-0.5B (docs/strategies.md): 8 of 40 right where program-of-thoughts has 15, for five times the tokens.
"""

from __future__ import annotations

import re

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.known_cases import KnownCases, measure
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import given_cases

NAME = "tests-first"
MAX_CASES = 8  # that are asked for and kept (AlphaCodium adds 6 to 8 to those of the statement)
_CASE = re.compile(r"[ \t]*(-?\d{1,4})[ \t]+(-?\d{1,30})[ \t]*", re.ASCII)  # a small case has no longer numbers


async def prepare(problem: Problem, context: AttemptContext) -> tuple[AttemptContext, tuple[Turn, ...]]:
    """Ask for small cases and add them to every later prompt. A reply without any leaves the context unchanged."""
    if context.time_left <= 0:
        return context, ()
    completion = await context.ask(context.build_prompt("tests_first_cases", problem))
    whole = completion.text if completion.finish == "stop" else completion.text.rpartition("\n")[0]  # the last number may be half a number
    cases = parse_cases(whole)
    if not cases:
        return context, (context.record.add(Turn(completion, None, None, 'no line "n f(n)" in the reply')),)
    listed = ", ".join(f"f({size}) = {value}" for size, value in cases.items())
    note = f"Small cases, where f(n) is the answer for size n: {listed}."
    return context.with_note(note).with_cases(cases), (context.record.add(Turn(completion, None, None, None)),)


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program with ``f(n)``, run it for its answer, and again for small cases; take the answer if they all pass.

    The cases are the context's and those that the statement gives, which are certain. The first that fails is sent back to the
    model. A program that still fails a case after the last round gives no answer.
    """
    cases = KnownCases(context.cases, certain=dict(given_cases(problem.statement)))
    answers = AnswerReader(problem.statement, context)

    async def read(code: str, execution: Execution) -> int:
        answer = await answers.read(code, execution)
        cases.check(code, await measure("f", cases.sizes, code, execution, context))
        return answer

    made = await repair_loop(context.build_prompt("tests_first", problem), context, program_runner(context, read))
    return Attempt(NAME, made.turns, made.output)


def parse_cases(text: str) -> dict[int, int]:
    """The first lines that consist of ``n f(n)`` only. Other lines are ignored, and so is a size with two different values."""
    found: dict[int, set[int]] = {}
    for line in text.splitlines():
        if match := _CASE.fullmatch(line):
            found.setdefault(int(match[1]), set()).add(int(match[2]))
    certain = {size: values.pop() for size, values in found.items() if len(values) == 1}
    return dict(list(certain.items())[:MAX_CASES])
