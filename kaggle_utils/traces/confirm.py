"""Looking where a law has not looked yet: which far terms to compute, and what they make of it.

Consecutive small cases cannot show that a law changes later ("primes of the form", digits, rounded powers). One far term costs the program
that measured the trace little and removes almost all of those: of 2,067 laws of tier A in sequences of the OEIS all 3 that were wrong.
Far terms may agree by chance where the next one does not, so that one is asked for first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaggle_utils.traces.arithmetic.primes import is_prime
from kaggle_utils.traces.calibration import probability_of
from kaggle_utils.traces.evidence import is_a_hint_only, tier_of
from kaggle_utils.traces.law import Law
from kaggle_utils.traces.sample import Sample

ENOUGH_PROBES = 3  # far terms that raise a tier
NEAREST, FARTHEST = 1.5, 2.0  # times the number of measured terms: from where a term is far, and how far the farthest has to be
COMPOSITE_WITHIN = 4  # times the number of measured terms: how far the first composite prediction is looked for


def probe_plan(law: Law, n: int | None = None) -> tuple[int, ...]:
    """The indices to compute next, ascending.

    The first one after the trace, and one at twice its length for a law of tier A, three up to there for others. Where all terms are
    primes, also the first for which the law predicts a composite number. ``n`` is the number of terms measured so far, if it is no longer
    the number that the law was found in.
    """
    count = len(law.terms) if n is None else n
    if count < 1:
        raise ValueError(f"{count} measured terms, and a plan needs at least 1")
    places = {count, 2 * count} if law.tier == "A" else {count, count * 3 // 2, 2 * count - 1, 2 * count}
    if law.evidence.lookalike == "primes":
        places |= _first_composite(law, count)
    return tuple(law.start + place for place in sorted(places))


def _first_composite(law: Law, count: int) -> set[int]:
    """The place of the first composite prediction: if the terms are chosen to be primes, the law is wrong there at the latest."""
    for place in range(count, COMPOSITE_WITHIN * count):
        try:
            value = law.at(law.start + place)
        except ArithmeticError:
            break
        if not is_prime(value):
            return {place}
    return set()


def confirm(law: Law, values: Mapping[int, int]) -> Law | None:
    """The law after it was compared with ``values`` (index: term): more probable, perhaps of a higher tier, or None if one disagrees.

    Three far terms, one of them at twice the measured length or beyond, raise tier C to B and B to A, but for samples that a family of
    false laws would look like. Terms that are not far can only disagree; but a composite one shows that the terms are not chosen to be
    primes. Raises what ``Law.at`` raises.
    """
    modulus = getattr(law.rule, "modulus", None)
    for index, value in values.items():
        if law.at(index) != (value if modulus is None else value % modulus):
            return None
    count = len(law.terms)
    places = [index - law.start for index in values if index - law.start >= NEAREST * count - 1]
    evidence = replace(law.evidence, probes=law.evidence.probes + len(places))
    if evidence.lookalike == "primes" and not all(map(is_prime, values.values())):
        evidence = replace(evidence, lookalike=None)
    if evidence == law.evidence:
        return law
    sample = Sample(law.terms, law.start, modulus)
    tier = tier_of(sample, law.rule, evidence)
    probability = max(law.probability, probability_of(law.rule, evidence, tier))
    if evidence.probes >= ENOUGH_PROBES and max(places, default=0) >= FARTHEST * count and not is_a_hint_only(sample, evidence):
        tier = "B" if tier == "C" else "A"
    return replace(law, evidence=evidence, tier=min(law.tier, tier), probability=probability)
