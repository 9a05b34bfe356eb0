"""A repair that some law proposes, and how much speaks for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Correction:
    """If the term at ``position`` were ``value``, all terms would obey the law: sum of annihilator[j] * terms[i + j] = 0 for every i.

    ``freedom`` is how many numbers the law was fitted with. Where ``value`` is the term itself, nothing is wrong.
    """

    position: int
    value: int
    annihilator: tuple[int, ...]
    freedom: int


@dataclass(frozen=True)
class CorrectionEvidence:
    """What speaks for a candidate, in bits, but for ``surplus``, the number of terms predicted beyond those that the fit took.

    ``gain`` is what the law explains minus what it costs to write down. ``before`` and ``after`` are what it explains on either side of the
    repaired term: with nothing before it, the law may as well begin there, and with nothing after it, the law may end there.
    """

    surplus: int
    gain: float
    before: float
    after: float


def weigh(terms: Sequence[int], candidate: Correction) -> CorrectionEvidence:
    """Weigh a candidate for a repair of these terms (the information rule of docs/traces.md)."""
    repaired = list(terms)
    repaired[candidate.position] = candidate.value
    costs = [_bits(repaired, index) for index in range(len(repaired))]
    surplus = len(terms) - 1 - candidate.freedom
    predicted = [cost for index, cost in enumerate(costs) if index != candidate.position][candidate.freedom :]
    law = sum(1 + math.log2(1 + abs(number)) for number in candidate.annihilator[:-1])
    place = math.log2(len(terms))
    before, after = sum(costs[: candidate.position]), sum(costs[candidate.position + 1 :])
    return CorrectionEvidence(surplus, sum(predicted) - law - place, before, after)


def _bits(terms: Sequence[int], index: int) -> float:
    """What it takes to write a term down, given those before it: itself, its first or its second difference."""
    sizes = [abs(terms[index])]
    if index >= 1:
        sizes.append(abs(terms[index] - terms[index - 1]))
    if index >= 2:
        sizes.append(abs(terms[index] - 2 * terms[index - 1] + terms[index - 2]))
    return 1 + math.log2(1 + min(sizes))
