"""How a sample is made: the model is asked for a program that prints the first terms, and the last program that it wrote is measured."""

from __future__ import annotations

from collections.abc import Mapping

from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy
from kaggle_utils.strategies.shared.lookup_tables import find_lookups
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.small_cases import measure_again, whole_lines
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import Trace, TraceError, check_trace, hardcoded, parse_trace

NAME = "sequence-terms"
PROMPT = "sequence_terms"
LOOKED_UP = "looked up"  # the doubt about a program that has its terms stored
# Seconds; of a program that took longer, only the text is searched for stored terms. It is five times what an attempt at a problem allows
# (lookup_tables.py): a busy machine should not change what is measured.
QUICK = 1.0
PARTIAL = (Verdict.TIMEOUT, Verdict.ERROR, Verdict.MEMORY, Verdict.OUTPUT)  # what was printed before counts, as far as it goes


def samples_of(sequences: Mapping[str, OeisSequence]) -> Strategy:
    """The strategy that asks for the terms of these sequences, given by the ids of their problems.

    ``small_cases`` of the prompting settings is the number of terms.
    """

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        """Ask for the program, run and repair it as the settings say, and keep what its last version printed of the terms asked for.

        A program that printed something else, or a trace that a check refuses, has the reason as its turn's diagnosis. One that looks its
        terms up is not sent back: that would tell the model to hide it.
        """
        asked = sequences[problem.id].asked(context.settings.prompting.small_cases)
        printed: dict[str, tuple[Trace, Execution]] = {}

        async def read(code: str, execution: Execution) -> Trace:
            trace = parse_trace(whole_lines(execution), asked[-1], asked[0])
            printed[code] = (trace, execution)
            await _refuse(code, trace, asked, context)
            return trace

        prompt = context.build_prompt(PROMPT, problem, **_fields(asked, context))
        made = await repair_loop(prompt, context, program_runner(context, read, PARTIAL))
        attempt = Attempt(NAME, made.turns)
        if attempt.program is None:
            return attempt
        if attempt.program not in printed:
            return Attempt(NAME, made.turns, doubts=_doubts(bool(hardcoded(attempt.program))))
        trace, execution = printed[attempt.program]
        found = await find_lookups(attempt.program, trace, execution, context, QUICK)
        return Attempt(NAME, made.turns, trace=_within(trace, asked), doubts=_doubts(bool(found)))

    return attempt


def _fields(asked: range, context: AttemptContext) -> dict[str, str]:
    """What the prompt says besides the sequence."""
    seconds = f"{context.settings.execution_timeout:g}"
    return {"terms": str(len(asked)), "first": str(asked[0]), "last": str(asked[-1]), "seconds": seconds}


async def _refuse(code: str, trace: Trace, asked: range, context: AttemptContext) -> None:
    """Raise TraceError for a trace that lacks terms, or that a check refuses."""
    end = trace.start + len(trace.terms) - 1
    if trace.start > asked[0] or end < asked[-1]:
        raise TraceError(f"it prints the terms for n = {trace.start} to {end}, and those for n = {asked[0]} to {asked[-1]} are asked for")
    repeats = await measure_again(code, context, asked[-1], asked[0])
    refused = [finding.sentence for finding in check_trace(trace, repeats=repeats) if finding.is_error]
    if refused:
        raise TraceError(refused[0])


def _within(trace: Trace, asked: range) -> Trace | None:
    """The part of a trace that was asked for; None where there is none."""
    kept = {n: term for n, term in enumerate(trace.terms, trace.start) if n in asked}
    return Trace(min(kept), tuple(kept.values()), asked[-1]) if kept else None


def _doubts(is_looked_up: bool) -> tuple[str, ...]:
    return (LOOKED_UP,) if is_looked_up else ()
