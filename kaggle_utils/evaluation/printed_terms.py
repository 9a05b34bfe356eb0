"""A program that prints terms of a sequence: asked for, run, repaired, and whether it computes them or looks them up."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.messages import Message
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.strategies import Attempt, AttemptContext
from kaggle_utils.strategies.shared.lookup_tables import find_lookups
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.small_cases import measure_again, whole_lines
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import Trace, TraceError, check_trace, hardcoded, parse_trace

LOOKED_UP = "looked up"  # the doubt about a program that has its terms stored
# Seconds; of a program that took longer, only the text is searched for stored terms. It is five times what an attempt at a problem allows
# (lookup_tables.py): a busy machine should not change what is measured.
QUICK = 1.0
PARTIAL = (Verdict.TIMEOUT, Verdict.ERROR, Verdict.MEMORY, Verdict.OUTPUT)  # what was printed before counts, as far as it goes


async def attempt_terms(
    name: str, prompt: tuple[Message, ...], asked: range, context: AttemptContext, known: Sequence[int] = ()
) -> Attempt:
    """Ask for the program, run and repair it as the settings say, and keep what its last version printed of the terms asked for.

    ``known`` are the first of these, if the prompt shows them. A program that contradicts them or printed something else, or a trace that a
    check refuses, has the reason as its turn's diagnosis. One that looks its terms up is not sent back: that would tell the model to hide
    it.
    """
    printed: dict[str, tuple[Trace, Execution]] = {}

    async def read(code: str, execution: Execution) -> Trace:
        trace = parse_trace(whole_lines(execution), asked[-1], asked[0])
        printed[code] = (trace, execution)
        await _refuse(code, trace, asked, context, known)
        return trace

    made = await repair_loop(prompt, context, program_runner(context, read, PARTIAL))
    attempt = Attempt(name, made.turns)
    if attempt.program is None:
        return attempt
    shown = Trace(asked[0], tuple(known), asked[-1]) if known else None
    if attempt.program not in printed:
        return Attempt(name, made.turns, doubts=_doubts(bool(hardcoded(attempt.program, shown))))
    trace, execution = printed[attempt.program]
    found = await find_lookups(attempt.program, trace, execution, context, QUICK)
    is_looked_up = bool(found) or (shown is not None and bool(hardcoded(attempt.program, shown)))
    return Attempt(name, made.turns, trace=_within(trace, asked), doubts=_doubts(is_looked_up))


async def _refuse(code: str, trace: Trace, asked: range, context: AttemptContext, known: Sequence[int]) -> None:
    """Raise TraceError for a trace that lacks terms or contradicts known ones, or that a check refuses."""
    end = trace.start + len(trace.terms) - 1
    if trace.start > asked[0] or end < asked[-1]:
        raise TraceError(f"it prints the terms for n = {trace.start} to {end}, and those for n = {asked[0]} to {asked[-1]} are asked for")
    first = trace.terms[asked[0] - trace.start :]
    for n, printed, term in zip(asked, first, known, strict=False):
        if printed != term:
            raise TraceError(f"a({n}) is {printed} by it, and {term} in the sequence")
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
