"""Looking where a law has not looked yet: which far terms to compute, and what they make of it.

Consecutive small cases cannot show that a law changes later ("primes of the form", digits, rounded powers). One far term costs the program
that measured the trace little and removes almost all of those (research/sequences.md, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaggle_utils.traces.calibration import probability_of
from kaggle_utils.traces.evidence import Tier
from kaggle_utils.traces.false_laws import grows_like_a_coxeter_group
from kaggle_utils.traces.law import Law
from kaggle_utils.traces.sample import Sample

ENOUGH_PROBES = 3  # far terms that raise a tier
NEAREST, FARTHEST = 1.5, 2.0  # times the number of measured terms: from where a term is far, and how far the farthest has to be


def probe_plan(law: Law, n: int | None = None) -> tuple[int, ...]:
    """The indices to compute next, ascending: one at twice the measured length for a law of tier A, three up to there for others.

    ``n`` is the number of terms measured so far, if it is no longer the number that the law was found in.
    """
    count = len(law.terms) if n is None else n
    if count < 1:
        raise ValueError(f"{count} measured terms, and a plan needs at least 1")
    places = [2 * count] if law.tier == "A" else sorted({count * 3 // 2, 2 * count - 1, 2 * count})
    return tuple(law.start + place for place in places)


def confirm(law: Law, values: Mapping[int, int]) -> Law | None:
    """The law after it was compared with ``values`` (index: term): more probable, perhaps of a higher tier, or None if one disagrees.

    Three far terms, one of them at twice the measured length or beyond, raise tier C to B and B to A. Terms that are not far can only
    disagree. Raises what ``Law.at`` raises.
    """
    modulus = getattr(law.rule, "modulus", None)
    for index, value in values.items():
        if law.at(index) != (value if modulus is None else value % modulus):
            return None
    count = len(law.terms)
    places = [index - law.start for index in values if index - law.start >= NEAREST * count - 1]
    if not places:
        return law
    evidence = replace(law.evidence, probes=law.evidence.probes + len(places))
    probability = max(law.probability, probability_of(law.rule, evidence, law.tier))
    raised = evidence.probes >= ENOUGH_PROBES and max(places) >= FARTHEST * count
    trapped = grows_like_a_coxeter_group(Sample(law.terms, law.start))
    tier = _higher(law.tier) if raised and not trapped else law.tier
    return replace(law, evidence=evidence, tier=tier, probability=probability)


def _higher(tier: Tier) -> Tier:
    return "B" if tier == "C" else "A"
