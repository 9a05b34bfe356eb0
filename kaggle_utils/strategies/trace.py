"""Trace: a program that measures the small cases f(start), f(start + 1), ... as far as it can."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.strategies.base import Attempt, Bench, write_and_run
from kaggle_utils.traces import parse_trace

NAME = "trace"


async def attempt(problem: Problem, bench: Bench) -> Attempt:
    """Ask for a program that prints a trace, run and repair it, and take the term at the target if the trace reaches it."""
    prompt = load_prompt("trace").render(statement=problem.statement)
    turns, trace = await write_and_run(prompt, bench, parse_trace)
    return Attempt(NAME, turns, answer=trace.at_target() if trace else None, trace=trace)
