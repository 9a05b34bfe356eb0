"""Trace: a program measures the small cases, a law is guessed from them, tried where nobody looked, and carried on to the target."""

from __future__ import annotations

import time
from dataclasses import dataclass

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.ask import pose
from kaggle_utils.strategies.base import Attempt, Bench, Extrapolation
from kaggle_utils.strategies.write_and_run import write_and_run
from kaggle_utils.traces import (
    Law,
    Trace,
    TraceError,
    UnreachableError,
    check_trace,
    confirm,
    guess,
    hardcoded,
    parse_pairs,
    parse_trace,
    probe_plan,
    suspect_terms,
)
from kaggle_utils.traces.aim import AimedProgram, aim

NAME = "trace"
MOST_LAWS = 3  # tried one after another; of two laws that fit, one is nearly always the weaker form of the other
SHOWN_TERMS = 12  # that go back to the model with a refusal


@dataclass(frozen=True)
class _Reading:
    trace: Trace
    answer: int
    extrapolation: Extrapolation | None = None


async def attempt(problem: Problem, bench: Bench) -> Attempt:
    """Ask for a program that prints a trace, run it, and take the term at the target, measured or by a law.

    What fails on the way (the program, the checks, the law) goes back to the model with the terms and the reason.
    """

    async def read(code: str, execution: Execution) -> _Reading:
        trace = parse_trace(execution.stdout)
        if found := hardcoded(code, trace):
            raise TraceError(f"{found.clues[0].sentence}: compute every term")
        measured = trace.at_target()
        if measured is not None:
            return _Reading(trace, measured)
        return await _extrapolate(code, trace, bench)

    turns, reading = await write_and_run(pose("trace", problem, bench), bench, read)
    if reading is None:
        return Attempt(NAME, turns)
    return Attempt(NAME, turns, reading.answer, reading.trace, reading.extrapolation)


async def _extrapolate(code: str, trace: Trace, bench: Bench) -> _Reading:
    """Guess laws from exact terms, hold each against far terms, and take the first that stands to the target. Raises TraceError."""
    modulus = None
    aimed = aim(code, range(trace.start, trace.start + len(trace.terms)))
    if aimed is not None and aimed.modulus is not None:
        # The same sizes without the reduction: exact terms carry more evidence than residues.
        exact = await _measure(aimed, bench)
        trace = Trace(trace.start, tuple(exact.values()), trace.target)
        modulus = aimed.modulus
    errors = [finding.sentence for finding in check_trace(trace) if finding.is_error]
    if errors:
        raise TraceError(errors[0])
    laws = guess(trace.terms, trace.start)[:MOST_LAWS]
    reasons = [] if laws else ["no law fits them"]
    for law in laws:
        probed = await _measure(aim(code, probe_plan(law)), bench)
        confirmed = confirm(law, probed)
        if confirmed is None:
            wrong = next(size for size, value in probed.items() if law.at(size) != value)
            reasons.append(f"{law.recurrence} fits them, but f({wrong}) is {probed[wrong]}")
            continue
        try:
            answer = confirmed.at(trace.target, modulus)
        except UnreachableError as error:
            reasons.append(f"{law.recurrence} fits them, but f({trace.target}) is out of reach: {error}")
            continue
        return _Reading(trace, answer, _describe(confirmed, tuple(probed)))
    reasons += [suspect.sentence for suspect in suspect_terms(trace.terms, trace.start)[:1]]
    shown = ", ".join(map(str, trace.terms[:SHOWN_TERMS]))
    raise TraceError(f"the small cases from n = {trace.start} are {shown}, ...; {'; '.join(reasons)}; f({trace.target}) was not measured")


async def _measure(aimed: AimedProgram | None, bench: Bench) -> dict[int, int]:
    """What an aimed program prints in its time: exact f(n), perhaps not at all its sizes. Nothing without a program."""
    timeout = min(bench.settings.execution_timeout, bench.deadline - time.monotonic())
    if aimed is None or timeout <= 0:
        return {}
    execution = await bench.sandbox.run(aimed.code, timeout=timeout, memory_mb=bench.settings.execution_memory)
    return parse_pairs(execution.stdout)


def _describe(law: Law, probed: tuple[int, ...]) -> Extrapolation:
    return Extrapolation(law.recurrence, law.kind, law.order, law.tier, law.probability, probed)
