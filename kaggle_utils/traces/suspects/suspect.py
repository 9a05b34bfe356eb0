"""Which single term of a trace is wrong, and what it should be. A proposal: the program should be asked for that term again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.traces.suspects.correction import Correction, CorrectionEvidence, weigh
from kaggle_utils.traces.suspects.cyclotomic_corrections import find_by_differences
from kaggle_utils.traces.suspects.recurrences import find_by_recurrence

# Chosen on 700 sequences of the OEIS with one planted error and 1,500 without (20 terms each), as the loosest values that repaired none
# wrongly: with 2 bits before, the first wrong repair appears. `python -m benchmarks.trace_checks` measures them.
MIN_SURPLUS = 4  # terms
MIN_GAIN = 20.0  # bits; at 15, one of 2,000 planted errors was repaired wrongly (A280057)
MIN_BEFORE = 3.0  # bits
MIN_AFTER = 4.0  # bits
MIN_LEAD = 10.0  # bits of gain over any other repair
MAX_RECURRENCE = 10
MAX_OPERATOR = 12


@dataclass(frozen=True)
class Suspect:
    """f(``index``) is ``value``, but should be ``expected``: then all terms obey one law.

    ``gain`` is how many bits that law explains beyond what it takes to write it down.
    """

    index: int
    value: int
    expected: int
    gain: float
    sentence: str


def suspect_terms(terms: Sequence[int], start: int = 0) -> list[Suspect]:
    """The one term that keeps all others from obeying a law, or nothing. ``start`` is the index of the first term.

    Looks for recurrences with constant coefficients, among them polynomials and periodic terms. The first and the last term are never
    suspected: a law may begin after the one and end before the other. Where two repairs are about as good, neither is proposed.
    """
    best = _best(terms)
    if best is None or _change(terms, best) is None or _is_contradicted(terms, best):
        return []
    index, value = start + best.position, terms[best.position]
    order = len(best.annihilator) - 1
    sentence = f"f({index}) = {value} should be {best.value}: then all {len(terms)} terms obey a recurrence of order {order}"
    return [Suspect(index, value, best.value, weigh(terms, best).gain, sentence)]


def _best(terms: Sequence[int]) -> Correction | None:
    """The repair, or the law without one, that explains most, if the evidence is overwhelming and no other repair comes near."""
    candidates = [(weigh(terms, candidate), candidate) for candidate in _candidates(terms)]
    if not candidates:
        return None
    evidence, best = max(candidates, key=lambda pair: pair[0].gain)
    change = _change(terms, best)
    rivals = [other.gain for other, candidate in candidates if _change(terms, candidate) != change]
    clear = evidence.gain - max(rivals, default=-MIN_LEAD) >= MIN_LEAD
    return best if clear and _is_overwhelming(evidence, change is not None) else None


def _change(terms: Sequence[int], candidate: Correction) -> tuple[int, int] | None:
    """The repair that a candidate makes, or None where all terms obey its law as they are."""
    return None if candidate.value == terms[candidate.position] else (candidate.position, candidate.value)


def _is_contradicted(terms: Sequence[int], best: Correction) -> bool:
    """Whether the trace without its first or last terms, which laws often leave out, speaks as clearly for something else."""
    for first, last in ((1, 0), (2, 0), (0, 1)):
        position = best.position - first
        shorter = terms[first : len(terms) - last]
        other = _best(shorter) if 0 < position < len(shorter) - 1 else None  # at an end nothing can be said
        if other is not None and _change(shorter, other) != (position, best.value):
            return True
    return False


def _candidates(terms: Sequence[int]) -> list[Correction]:
    most = len(terms) - 1 - MIN_SURPLUS  # numbers that a law may be fitted with
    found = list(find_by_differences(terms, min(most, MAX_OPERATOR)))
    for position in range(1, len(terms) - 1):
        found += find_by_recurrence(terms, position, min(most // 2, MAX_RECURRENCE))
    return found


def _is_overwhelming(evidence: CorrectionEvidence, changes: bool) -> bool:
    beside = evidence.before >= MIN_BEFORE and evidence.after >= MIN_AFTER
    return evidence.surplus >= MIN_SURPLUS and evidence.gain >= MIN_GAIN and (beside or not changes)
