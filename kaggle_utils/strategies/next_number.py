"""Next number: look at the sequence behind a problem, then write its general term and hold it against the known terms.

CodeSeq (arXiv 2503.13109) sets both tasks: the next number, by reasoning (its Figure 4), and the general term, as a program that must
reproduce the terms. Here the first only prepares the second: without a program, models continue a quarter of OEIS sequences rightly
(research/peers.md, section 3).
"""

from __future__ import annotations

import time
from dataclasses import replace

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.ask import ask, build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext, Turn
from kaggle_utils.strategies.shared.known_cases import CaseError, KnownCases, measure
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.stated_terms import find_terms
from kaggle_utils.traces import Trace, hardcoded

NAME = "next-number"
MAX_NOTE = 2000  # characters of the model's own reasoning that go before the program, as in step_back


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the next term, or for the first ones where the statement gives none, then for the program of the general term.

    The program is run, and run again at the known terms; the first that differs goes back, and so does a program that only stores them.
    Terms of the statement are certain, the model's own may be outvoted. The answer is what the program prints, its value at the target.
    """
    if time.monotonic() >= context.deadline:
        return Attempt(NAME, ())
    stated = find_terms(problem.statement)
    looked, terms, context = await _look(problem, stated, context)
    cases = KnownCases(dict(enumerate(terms, 1)), certain=bool(stated))

    async def read(code: str, execution: Execution) -> int:
        answer = read_printed_answer(execution.stdout)
        cases.check(code, await measure("term", cases.sizes, code, execution, context))
        if terms and (found := hardcoded(code, Trace(1, terms, target=len(terms)))):
            raise CaseError(f"{found.clues[0].sentence}: any numbers are reproduced that way; find the rule")
        return answer

    if time.monotonic() >= context.deadline:
        return Attempt(NAME, (looked,))
    turns, answer = await repair_loop(build_prompt("next_number_program", problem, context), context, read)
    return Attempt(NAME, (looked, *turns), answer=answer)


async def _look(problem: Problem, stated: tuple[int, ...], context: AttemptContext) -> tuple[Turn, tuple[int, ...], AttemptContext]:
    """The model's look at the sequence: the turn, the known terms, and the context with both noted."""
    if stated:
        context = _noting(context, _list_terms(stated))
        completion = await ask(build_prompt("next_number", problem, context), context)
        if thoughts := completion.text.strip()[-MAX_NOTE:]:  # the conclusion is at the end
            context = _noting(context, f"First thoughts about it:\n{thoughts}")
        return Turn(completion, None, None, None), stated, replace(context, seed=context.seed + 1)
    completion = await ask(build_prompt("next_number_terms", problem, context), context)
    terms = find_terms(completion.text)
    turn = Turn(completion, None, None, None if terms else "no list of terms in the reply")
    note = _list_terms(terms) if terms else "The sequence behind it: its answers for the smallest sizes, one after another."
    return turn, terms, replace(_noting(context, note), seed=context.seed + 1)


def _list_terms(terms: tuple[int, ...]) -> str:
    return f"The sequence begins, from its first term: {', '.join(map(str, terms))}, ..."


def _noting(context: AttemptContext, note: str) -> AttemptContext:
    return replace(context, notes=(*context.notes, note))
