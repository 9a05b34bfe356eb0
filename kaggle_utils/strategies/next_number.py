"""Next number: look at the sequence behind a problem, then write its general term and check it with the known terms.

CodeSeq (arXiv 2503.13109) sets both tasks: the next number, by reasoning (its Figure 4), and the general term, as a program that must
reproduce the terms. Here the first only prepares the second: without a program, Qwen2.5-Coder-32B continues 24 % of 2,048 OEIS sequences
correctly (measured in github.com/N8python/oeis-eval).
"""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.known_cases import CaseError, KnownCases, measure
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.stated_terms import find_terms
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import Trace, hardcoded

NAME = "next-number"
MAX_NOTE = 2000  # characters of the model's own reasoning that go before the program, as in step_back


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the next term, or for the first ones if the statement gives none, then for the program of the general term.

    The program is run, and run again at the known terms. It is sent back to the model if a term differs, and if it only stores the terms.
    Terms of the statement are certain; those that the model found may be outvoted. The answer is the value that the program prints.
    """
    if context.time_left <= 0:
        return Attempt(NAME, ())
    stated = find_terms(problem.statement)
    looked, terms, context = await _look(problem, stated, context)
    cases = KnownCases(dict(enumerate(terms, 1)), certain=dict(enumerate(stated, 1)))
    answers = AnswerReader(problem.statement, context)

    async def read(code: str, execution: Execution) -> int:
        answer = await answers.read(code, execution)
        cases.check(code, await measure("term", cases.sizes, code, execution, context))
        if terms and (found := hardcoded(code, Trace(1, terms, target=len(terms)))):
            raise CaseError(f"{found.clues[0].sentence}: any numbers are reproduced that way; find the rule")
        return answer

    if context.time_left <= 0:
        return Attempt(NAME, (looked,))
    made = await repair_loop(context.build_prompt("next_number_program", problem), context, program_runner(context, read))
    return Attempt(NAME, (looked, *made.turns), made.output)


async def _look(problem: Problem, stated: tuple[int, ...], context: AttemptContext) -> tuple[Turn, tuple[int, ...], AttemptContext]:
    """Ask the model about the sequence. Returns the turn, the known terms, and the context with both added."""
    if stated:
        context = context.with_note(_list_terms(stated))
        completion = await context.ask(context.build_prompt("next_number", problem))
        if thoughts := completion.text.strip()[-MAX_NOTE:]:  # the conclusion is at the end
            context = context.with_note(f"First thoughts about it:\n{thoughts}")
        return context.record.add(Turn(completion, None, None, None)), stated, context
    completion = await context.ask(context.build_prompt("next_number_terms", problem))
    terms = find_terms(completion.text)
    turn = context.record.add(Turn(completion, None, None, None if terms else "no list of terms in the reply"))
    note = _list_terms(terms) if terms else "The sequence behind it: its answers for the smallest sizes, one after another."
    return turn, terms, context.with_note(note)


def _list_terms(terms: tuple[int, ...]) -> str:
    return f"The sequence begins, from its first term: {', '.join(map(str, terms))}, ..."
