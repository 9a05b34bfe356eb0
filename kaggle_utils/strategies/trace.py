"""Trace: a program measures the small cases, a law is guessed from them, tested at far terms, and extrapolated to the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.extrapolate import Reading, extrapolate
from kaggle_utils.strategies.shared.known_cases import MAX_SENTENCES, KnownCases
from kaggle_utils.strategies.shared.lookup_tables import find_lookups
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.size_asked import as_trace_program, size_asked
from kaggle_utils.strategies.shared.small_cases import measure_again, whole_lines
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import (
    Expectations,
    Finding,
    Trace,
    TraceError,
    check_trace,
    expectations_of,
    parse_trace,
    sizes_named,
)

NAME = "trace"
FIRST_SIZE = 1  # of a list of terms alone
# How a program may end whose terms up to there count. A function that we call for one size after another may fail at a large one, by its
# depth of recursion; a program that prints its own trace has a fault to be mended.
PARTIAL = (Verdict.TIMEOUT,)
PARTIAL_OF_FUNCTION = (Verdict.TIMEOUT, Verdict.ERROR, Verdict.MEMORY)


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program that prints a trace, run it, and take the term at the target, measured or by a law.

    If the program, a check or the law fails, the terms and the reason are sent back to the model, with all that the checks warn of. A doubt
    that does not refuse the trace is kept with the attempt, whose vote it lowers. The terms that a program printed before its time
    limit stopped it count. The last trace that was read is kept also where no answer follows from it.
    """
    cases = KnownCases(context.cases)
    expected = expectations_of(problem.statement)
    check = partial(_check, expected=expected)
    output_format = context.settings.prompting.output_format
    is_function = output_format == "function"
    read_so_far: list[Trace] = []

    def prepare(code: str) -> str:
        sizes = range(1, context.settings.prompting.small_cases + 1)
        return as_trace_program(code, problem.statement, sizes) if is_function else code

    async def read(code: str, execution: Execution) -> Reading:
        is_bare = output_format == "list"  # of terms alone, as its prompt asks for it
        known = (size_asked(problem.statement, code), FIRST_SIZE) if is_bare else ()
        trace = parse_trace(whole_lines(execution), *known)
        read_so_far.append(trace)
        await _refuse_lookups(code, trace, execution, context)
        warnings = _check(trace, expected, await measure_again(code, context, *known))
        try:
            cases.check(code, dict(enumerate(trace.terms, trace.start)))
            measured = trace.at_target()
            reading = await extrapolate(code, trace, context, check) if measured is None else Reading(trace, measured)
        except ValueError as error:
            raise TraceError(_say([str(error)], warnings)) from None
        return replace(reading, doubts=tuple(finding.check for finding in warnings if finding.is_doubt))

    prompt = context.build_prompt("trace", problem, **prompt_fields(problem.statement))
    runner = program_runner(context, read, PARTIAL_OF_FUNCTION if is_function else PARTIAL, prepare)
    made = await repair_loop(prompt, context, runner)
    reading = made.output
    if reading is None:
        return Attempt(NAME, made.turns, trace=read_so_far[-1] if read_so_far else None, trace_modulus=expected.modulus)
    answer = expected.reduce(reading.answer)
    return Attempt(NAME, made.turns, answer, reading.trace, reading.extrapolation, doubts=reading.doubts, trace_modulus=expected.modulus)


def prompt_fields(statement: str) -> dict[str, str]:
    """What the prompt says of a statement: the number in it that is the size, if one is named."""
    named = sizes_named(statement)
    return {"size": f"the number {named[-1]}"} if named else {}


async def _refuse_lookups(code: str, trace: Trace, execution: Execution, context: AttemptContext) -> None:
    """Raise TraceError for terms that the program looks up instead of computing them."""
    found = await find_lookups(code, trace, execution, context)
    if found:
        raise TraceError(f"{found.clues[0].sentence}: compute every term")


def _check(trace: Trace, expected: Expectations, repeats: Sequence[Trace] = ()) -> list[Finding]:
    """What the checks warn of. Raises TraceError with what they refuse, and the warnings after it."""
    findings = check_trace(trace, expected, repeats=repeats)
    changed = next((finding for finding in findings if finding.check == "repeatability"), None)
    if changed is not None:
        raise TraceError(f"it draws random numbers and prints others each time: count exactly instead ({changed.sentence})")
    if any(finding.is_error for finding in findings):
        raise TraceError(_say([], findings))
    return findings


def _say(reasons: list[str], findings: Sequence[Finding]) -> str:
    """The reasons and what the checks say, the most important first and not more than a small context holds."""
    return "; ".join([*reasons, *[finding.sentence for finding in findings]][:MAX_SENTENCES])
