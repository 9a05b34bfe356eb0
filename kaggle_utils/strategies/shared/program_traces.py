"""The trace of a program that was written for one size: its number is replaced, and the model is not asked (programs/size_replaced.py)."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.programs.size_replaced import trace_by_replacing
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.extrapolate import Reading, extrapolate
from kaggle_utils.strategies.shared.known_cases import MAX_SENTENCES, CaseError
from kaggle_utils.strategies.shared.small_cases import whole_lines
from kaggle_utils.strategies.shared.tried import TOO_SLOW, Runner, Tried
from kaggle_utils.traces import Trace, TraceError, check_trace, expectations_of, parse_pairs, parse_trace, sizes_named

MIN_TERMS = 6  # of a trace that says something: with another number than the size replaced, most programs repeat a value or end early
MAX_SECONDS = 2.0  # that the small cases may take


async def trace_of(code: str, problem: Problem, context: AttemptContext) -> Trace | None:
    """The values that a program prints for small sizes; None where its size cannot be replaced, or for too few of them."""
    program = _small_cases_program(code, problem, context)
    return None if program is None else await _measure_trace(program, context)


async def refuse_contradiction(code: str, problem: Problem, context: AttemptContext) -> None:
    """Raise CaseError for a program that contradicts a value which the statement gives, where its size can be replaced by that value's."""
    expected = expectations_of(problem.statement)
    if not expected.given or expected.given_for is None:
        return
    program = trace_by_replacing(code, expected.given_for, [size for size, _ in expected.given])
    execution = None if program is None else await _run_briefly(program, context)
    try:
        values = {} if execution is None else parse_pairs(whole_lines(execution))
    except TraceError:
        return
    found = [finding.sentence for finding in expected.contradictions(values)]
    if found:
        raise CaseError(f"{'; '.join(found[:MAX_SENTENCES])}, f(n) being the answer with {expected.given_for} replaced by n")


def with_extrapolation(runner: Runner[Reading], problem: Problem, context: AttemptContext) -> Runner[Reading]:
    """A runner that also answers for a program that is too slow for its size, by a certain law of its small cases."""

    async def run(code: str) -> Tried[Reading] | None:
        tried = await runner.run(code)
        if tried is None or tried.execution.verdict not in TOO_SLOW:
            return tried
        reading = await _extrapolated(code, problem, context)
        return tried if reading is None else Tried(code, tried.execution, reading)

    return Runner(run, runner.give_up)


def _small_cases_program(code: str, problem: Problem, context: AttemptContext) -> str | None:
    """The program that prints what ``code`` prints for small sizes, or None where its size cannot be replaced."""
    named = sizes_named(problem.statement)
    return trace_by_replacing(code, named[-1], range(1, context.settings.prompting.small_cases + 1)) if named else None


async def _measure_trace(program: str, context: AttemptContext) -> Trace | None:
    """The trace that such a program prints, as far as it comes in a short time; None for too few terms, or one value only."""
    execution = await _run_briefly(program, context)
    try:
        trace = None if execution is None else parse_trace(whole_lines(execution))
    except TraceError:
        return None
    return trace if trace is not None and len(trace.terms) >= MIN_TERMS and len(set(trace.terms)) > 1 else None


async def _run_briefly(program: str, context: AttemptContext) -> Execution | None:
    return await context.run(program, more=min(0.0, MAX_SECONDS - context.settings.execution_timeout))


async def _extrapolated(code: str, problem: Problem, context: AttemptContext) -> Reading | None:
    program = _small_cases_program(code, problem, context)
    trace = await _measure_trace(program, context) if program is not None else None
    if program is None or trace is None:
        return None
    expected = expectations_of(problem.statement)

    def check(trace: Trace) -> None:
        errors = [finding for finding in check_trace(trace, expected) if finding.is_error]
        if errors:
            raise TraceError(errors[0].sentence)

    try:
        check(trace)
        reading = await extrapolate(program, trace, context, check)
    except ValueError:
        return None
    law = reading.extrapolation
    if law is None or law.tier != "A" or not law.probed:
        return None
    return Reading(trace, expected.reduce(reading.answer), law)
