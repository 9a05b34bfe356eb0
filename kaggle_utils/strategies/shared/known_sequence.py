"""Known sequences in an attempt: which one its trace is, and the answer that it proposes, once the program has confirmed it.

Nothing is answered because a collection says so: the program has to be run at a size that its trace did not reach, and to agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from kaggle_utils.strategies.shared.attempt import Attempt, Extrapolation
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.small_cases import SmallCases, measure_sizes
from kaggle_utils.traces import Trace, guess
from kaggle_utils.traces.confirm import ENOUGH_PROBES, FARTHEST, NEAREST
from kaggle_utils.traces.known import Identified, KnownSequences, as_record, identify

MAX_PROPOSALS = 3  # sequences whose terms are compared with the program's
KIND = "known"  # the kind of an extrapolation by a sequence's own terms
TIER = "B"
PROBABILITY, PROBABILITY_OF_FEWER = 0.98, 0.92
"""That all further terms are right where ENOUGH_PROBES of the program's agree, one of them far, and where only those near its trace do.

Measured by ``benchmarks.identify`` on sequences that the collection lacks but for their relatives (docs/sequences.md).
"""


def known_as(attempt: Attempt, known: KnownSequences | None) -> Attempt:
    """The attempt with the sequence that its trace is, if a collection is given and has it.

    A trace may hold residues: where it is not a known sequence as it is, its terms are looked up as far as they do not fall.
    """
    if known is None or attempt.trace is None:
        return attempt
    terms = attempt.trace.terms
    rising = terms[: next((place for place, (before, after) in enumerate(pairwise(terms), 1) if after < before), len(terms))]
    return replace(attempt, known_as=as_record(identify(terms, known) or identify(rising, known)))


async def propose(
    code: str, trace: Trace, cases: SmallCases, context: AttemptContext, reasons: list[str]
) -> tuple[int, Extrapolation] | None:
    """The exact value at the target by a known sequence that the program confirms beyond its trace; None, with the reasons, otherwise.

    The value is the sequence's own term, or follows by a certain law of the trace and the sequence's terms together.
    """
    if context.sequences is None or cases.modulus is not None:
        return None
    trace = replace(trace, terms=cases.terms[: len(trace.terms)])  # exact, where the program prints residues
    found = [each for each in identify(trace.terms, context.sequences) if each.continuation()][:MAX_PROPOSALS]
    if not found:
        return None
    measured = await _measure_beyond(code, trace, cases, context)
    for each in found:
        after = dict(enumerate(each.continuation(), trace.start + len(trace.terms)))
        common = sorted(measured.keys() & after.keys())
        wrong = next((size for size in common if measured[size] != after[size]), None)
        if wrong is not None:
            reasons.append(f"they begin like {each.sequence.name}, but f({wrong}) is {measured[wrong]}")
        elif trace.start + len(trace.terms) not in common:
            reasons.append(f"they begin like {each.sequence.name}, but no further term could be measured to confirm it")
        elif proposed := _value_at(trace, after, each, measured):
            return proposed
    return None


async def _measure_beyond(code: str, trace: Trace, cases: SmallCases, context: AttemptContext) -> Mapping[int, int]:
    """Terms of the program at sizes beyond its trace: those that were measured already, else the next one and some up to twice as far."""
    end = trace.start + len(trace.terms)
    measured = {size: term for size, term in enumerate(cases.terms, cases.start) if size >= end}
    if measured:
        return measured
    count = len(trace.terms)
    probed, modulus = await measure_sizes(code, [end, trace.start + count * 3 // 2 + 1, trace.start + int(FARTHEST * count)], context)
    return probed if modulus is None else {}


def _value_at(trace: Trace, after: Mapping[int, int], found: Identified, measured: Mapping[int, int]) -> tuple[int, Extrapolation] | None:
    record, probed = as_record([found]), tuple(measured)
    probability = (
        PROBABILITY
        if len(probed) >= ENOUGH_PROBES and max(probed) - trace.start >= NEAREST * len(trace.terms) - 1
        else PROBABILITY_OF_FEWER
    )
    if trace.target in after:
        return after[trace.target], Extrapolation(f"f(n) is {record}", KIND, 0, TIER, probability, probed)
    laws = guess((*trace.terms, *after.values()), trace.start)
    if not laws or laws[0].tier != "A":
        return None
    law = laws[0]
    try:
        if any(law.at(size) != term for size, term in measured.items()):
            return None
        value = law.at(trace.target)
    except ArithmeticError:
        return None
    text = f"{law.recurrence}, by the terms of {record}"
    return value, Extrapolation(text, law.kind, law.order, TIER, min(probability, law.probability), probed)
