"""From small cases to the answer: laws are guessed, tested at far terms, and the first that passes is evaluated at the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kaggle_utils.programs.moduli import find_modulus
from kaggle_utils.programs.retarget import retarget
from kaggle_utils.strategies.shared.attempt import Extrapolation
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.known_sequence import propose
from kaggle_utils.strategies.shared.small_cases import SmallCases, measure_from, measure_sizes
from kaggle_utils.traces import Law, Trace, TraceError, UnreachableError, confirm, guess, probe_plan, suspect_terms

Check = Callable[[Trace], object]
"""Raises TraceError for terms that cannot be right."""

MAX_LAWS = 3  # tried one after another; of two laws that fit, one is nearly always the weaker form of the other
MORE_TERMS = 120  # measured, as far as time allows, where the printed ones leave no law that is certain; they decide every order up to 58
MAX_SPECIAL = 3  # smallest sizes that no law has to hold for: a cycle of one or two vertices, a board without a move
SHOWN_TERMS = 12  # that go back to the model with a refusal


@dataclass(frozen=True)
class Reading:
    """A trace and the answer: its term at the target, or ``extrapolation`` says by which law. ``doubts`` as in Attempt."""

    trace: Trace | None
    answer: int
    extrapolation: Extrapolation | None = None
    doubts: tuple[str, ...] = ()


async def extrapolate(code: str, trace: Trace, context: AttemptContext, check: Check) -> Reading:
    """The answer by a law that is certain, else by the program itself at the target, else by any law that its far terms confirm.

    Before the laws that are less certain comes a known sequence, if the user gave some and the program confirms it.

    Raises TraceError if there is none of them.
    """
    cases, laws, modulus = await _find_laws(code, trace, context, check)
    reasons = [] if laws else ["no law fits them"]
    for law in (law for law in laws if law.tier == "A"):
        if reading := await _by_law(law, code, trace, modulus, context, reasons):
            return reading
    at_target, reduced_by = await measure_sizes(code, [trace.target], context)
    if trace.target in at_target:
        value = at_target[trace.target]
        return Reading(trace, value if reduced_by is None else value % reduced_by)
    if proposed := await propose(code, trace, cases, context, reasons):
        value, extrapolation = proposed
        return Reading(trace, value if modulus is None else value % modulus, extrapolation)
    for law in (law for law in laws if law.tier != "A"):
        if reading := await _by_law(law, code, trace, modulus, context, reasons):
            return reading
    if cases.modulus is None:
        reasons += [suspect.sentence for suspect in suspect_terms(cases.terms, cases.start)[:1]]
    shown = ", ".join(map(str, cases.terms[:SHOWN_TERMS]))
    raise TraceError(f"the small cases from n = {cases.start} are {shown}, ...; {'; '.join(reasons)}; f({trace.target}) was not measured")


async def _by_law(law: Law, code: str, trace: Trace, modulus: int | None, context: AttemptContext, reasons: list[str]) -> Reading | None:
    """The answer by a law, if far terms confirm it; None, and the reason added to ``reasons``, if not."""
    try:
        probed, _ = await measure_sizes(code, probe_plan(law), context)
        confirmed = confirm(law, probed)
        if confirmed is None:
            wrong = next(size for size, value in probed.items() if confirm(law, {size: value}) is None)
            reasons.append(f"{law.recurrence} fits them, but f({wrong}) is {probed[wrong]}")
            return None
        answer = confirmed.at(trace.target, modulus)
    except UnreachableError as error:
        reasons.append(f"{law.recurrence} fits them, but f({trace.target}) is out of reach: {error}")
    except ArithmeticError as error:
        reasons.append(f"{law.recurrence} fits them, but cannot go on: {error}")
    else:
        return Reading(trace, answer, Extrapolation.by(confirmed, tuple(probed)))
    return None


async def _find_laws(code: str, trace: Trace, context: AttemptContext, check: Check) -> tuple[SmallCases, list[Law], int | None]:
    """The small cases, the laws that they obey, and the modulus of the answer; more cases if no law of the first ones is certain.

    Exact terms carry more evidence than residues; laws modulo the program's modulus are used only if there are no exact terms.
    """
    retargeted = retarget(code, ())
    modulus = retargeted.modulus if retargeted else None
    cases, laws = SmallCases(trace.start, trace.terms, modulus), list[Law]()
    for count in sorted({len(trace.terms), max(len(trace.terms), MORE_TERMS)}):
        cases = await measure_from(code, trace, count, context)
        check(Trace(cases.start, cases.terms, trace.target))
        laws = _guess_from_regular_terms(cases)
        if laws and laws[0].tier == "A" and len(cases.terms) >= 2 * laws[0].order + 4:
            break
    hidden = find_modulus(code, cases.terms) if not laws and cases.modulus is None else None
    if hidden is None:
        return cases, laws, modulus
    return replace(cases, modulus=hidden), guess(cases.terms, cases.start, hidden)[:MAX_LAWS], hidden


def _guess_from_regular_terms(cases: SmallCases) -> list[Law]:
    """The laws of all terms; if none is certain, those without the first terms, if one is then: the smallest sizes are often special."""
    laws = guess(cases.terms, cases.start, cases.modulus)[:MAX_LAWS]
    for skipped in range(1, MAX_SPECIAL + 1):
        if laws and laws[0].tier == "A":
            break
        later = guess(cases.terms[skipped:], cases.start + skipped, cases.modulus)[:MAX_LAWS]
        if later and later[0].tier == "A":
            laws = later
    return laws
