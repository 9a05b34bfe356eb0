"""Trace: a program measures the small cases, a law is guessed from them, tested at far terms, and extrapolated to the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaggle_utils.problem import Problem
from kaggle_utils.programs.moduli import find_modulus
from kaggle_utils.programs.retarget import retarget
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.attempt import Attempt, Extrapolation
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.known_cases import KnownCases
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.small_cases import SmallCases, measure_again, measure_from, measure_sizes, whole_lines
from kaggle_utils.strategies.shared.tried import program_runner
from kaggle_utils.traces import (
    Expectations,
    Finding,
    Law,
    Trace,
    TraceError,
    UnreachableError,
    check_trace,
    confirm,
    expectations_of,
    guess,
    hardcoded,
    hardcoded_when_run,
    parse_trace,
    probe_plan,
    suspect_terms,
)

NAME = "trace"
MAX_LAWS = 3  # tried one after another; of two laws that fit, one is nearly always the weaker form of the other
MORE_TERMS = 120  # measured, as far as time allows, where the printed ones leave no law that is certain; they decide every order up to 58
MAX_SENTENCES = 3  # of a refusal
SHOWN_TERMS = 12  # that go back to the model with a refusal
QUICK = 0.2  # seconds; a program this fast is run with its stored numbers changed, up to 14 times, to see whether it looks them up


@dataclass(frozen=True)
class _Reading:
    trace: Trace
    answer: int
    extrapolation: Extrapolation | None = None
    doubts: tuple[str, ...] = ()


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a program that prints a trace, run it, and take the term at the target, measured or by a law.

    If the program, a check or the law fails, the terms and the reason are sent back to the model, with all that the checks warn of. A doubt
    that does not refuse the trace is kept with the attempt, whose vote it lowers. The terms that a program printed before its time
    limit stopped it count.
    """
    cases = KnownCases(context.cases)
    expected = expectations_of(problem.statement)

    async def read(code: str, execution: Execution) -> _Reading:
        trace = parse_trace(whole_lines(execution))
        await _refuse_lookups(code, trace, execution, context)
        warnings = _check(trace, expected, await measure_again(code, context))
        try:
            cases.check(code, dict(enumerate(trace.terms, trace.start)))
            measured = trace.at_target()
            reading = await _extrapolate(code, trace, expected, context) if measured is None else _Reading(trace, measured)
        except ValueError as error:
            raise TraceError(_say([str(error)], warnings)) from None
        return replace(reading, doubts=tuple(finding.check for finding in warnings if finding.is_doubt))

    made = await repair_loop(context.build_prompt("trace", problem), context, program_runner(context, read, partial=True))
    reading = made.output
    if reading is None:
        return Attempt(NAME, made.turns)
    return Attempt(
        NAME, made.turns, reading.answer, reading.trace, reading.extrapolation, doubts=reading.doubts, trace_modulus=expected.modulus
    )


async def _refuse_lookups(code: str, trace: Trace, execution: Execution, context: AttemptContext) -> None:
    """Raise TraceError for terms that the program looks up instead of computing them."""

    async def run(mutant: str) -> Execution:
        return await context.run(mutant) or execution

    found = await hardcoded_when_run(code, trace, run) if execution.ok and execution.seconds < QUICK else hardcoded(code, trace)
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


async def _extrapolate(code: str, trace: Trace, expected: Expectations, context: AttemptContext) -> _Reading:
    """Guess laws, test each at far terms, and evaluate the first that passes at the target. Raises TraceError if none passes."""
    cases, laws, modulus = await _find_laws(code, trace, expected, context)
    reasons = [] if laws else ["no law fits them"]
    for law in laws:
        try:
            probed, _ = await measure_sizes(code, probe_plan(law), context)
            confirmed = confirm(law, probed)
            if confirmed is None:
                wrong = next(size for size, value in probed.items() if confirm(law, {size: value}) is None)
                reasons.append(f"{law.recurrence} fits them, but f({wrong}) is {probed[wrong]}")
                continue
            answer = confirmed.at(trace.target, modulus)
        except UnreachableError as error:
            reasons.append(f"{law.recurrence} fits them, but f({trace.target}) is out of reach: {error}")
        except ArithmeticError as error:
            reasons.append(f"{law.recurrence} fits them, but cannot go on: {error}")
        else:
            return _Reading(trace, answer, _describe(confirmed, tuple(probed)))
    if cases.modulus is None:
        reasons += [suspect.sentence for suspect in suspect_terms(cases.terms, cases.start)[:1]]
    shown = ", ".join(map(str, cases.terms[:SHOWN_TERMS]))
    raise TraceError(f"the small cases from n = {cases.start} are {shown}, ...; {'; '.join(reasons)}; f({trace.target}) was not measured")


async def _find_laws(code: str, trace: Trace, expected: Expectations, context: AttemptContext) -> tuple[SmallCases, list[Law], int | None]:
    """The small cases, the laws that they obey, and the modulus of the answer; more cases if no law of the first ones is certain.

    Exact terms carry more evidence than residues; laws modulo the program's modulus are used only if there are no exact terms.
    """
    retargeted = retarget(code, ())
    modulus = retargeted.modulus if retargeted else None
    cases, laws = SmallCases(trace.start, trace.terms, modulus), list[Law]()
    for count in sorted({len(trace.terms), max(len(trace.terms), MORE_TERMS)}):
        cases = await measure_from(code, trace, count, context)
        _check(Trace(cases.start, cases.terms, trace.target), expected)
        laws = guess(cases.terms, cases.start, cases.modulus)[:MAX_LAWS]
        if laws and laws[0].tier == "A" and len(cases.terms) >= 2 * laws[0].order + 4:
            break
    hidden = find_modulus(code, cases.terms) if not laws and cases.modulus is None else None
    if hidden is None:
        return cases, laws, modulus
    return replace(cases, modulus=hidden), guess(cases.terms, cases.start, hidden)[:MAX_LAWS], hidden


def _describe(law: Law, probed: tuple[int, ...]) -> Extrapolation:
    return Extrapolation(law.recurrence, law.kind, law.order, law.tier, law.probability, probed)
