"""How diverse the accepted sequences are: their keywords, lengths, growth and laws."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kaggle_utils.codeseq.sample import Sample
from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence

Growth = Literal["bounded", "polynomial", "exponential", "faster", "irregular"]
MIN_GROWING = 0.6  # of the steps of a growing sequence go up in absolute value
BOUNDED = 10  # absolute value of all terms; digits, counts of divisors and the like


@dataclass(frozen=True)
class Diversity:
    """Counts of the samples' sequences by kind.

    ``keywords`` is empty where the file has none. ``words`` of a description and ``lines`` of a program are quartiles.
    """

    sequences: int
    keywords: Mapping[str, int]
    growth: Mapping[str, int]
    laws: Mapping[str, int]
    words: tuple[int, int, int]
    lines: tuple[int, int, int]


def describe_diversity(samples: Sequence[Sample], sequences: Mapping[str, IntegerSequence]) -> Diversity:
    """The diversity of samples, each of whose sequences must be among those given."""
    used = [sequences[name] for name in dict.fromkeys(sample.sequence for sample in samples)]
    laws = {sample.sequence: sample.law_kind or "none that is certain" for sample in samples}
    return Diversity(
        sequences=len(used),
        keywords=dict(Counter(keyword for sequence in used for keyword in sequence.keywords or ()).most_common()),
        growth=dict(Counter(growth_of(sequence.terms) for sequence in used).most_common()),
        laws=dict(Counter(laws.values()).most_common()),
        words=quartiles([len(sample.problem.description.split()) for sample in samples]),
        lines=quartiles([sample.code.count("\n") + 1 for sample in samples]),
    )


def growth_of(terms: Sequence[int]) -> Growth:
    """How the absolute values grow, read from two windows of log |a(n)|: the second half's slope against n, and against log n.

    It is a rough sorting for a table, not a claim about the sequence.
    """
    sizes = [abs(term) for term in terms]
    if max(sizes, default=0) <= BOUNDED:
        return "bounded"
    ups = sum(later >= earlier for earlier, later in pairwise(sizes))
    if ups < MIN_GROWING * (len(sizes) - 1):
        return "irregular"
    half = len(sizes) // 2
    first, middle, last = (math.log(max(1, sizes[place])) for place in (half // 2, half, len(sizes) - 1))
    steps = (half - half // 2) or 1, (len(sizes) - 1 - half) or 1
    early, late = (middle - first) / steps[0], (last - middle) / steps[1]
    # For c^n both slopes of the logarithm are equal; for n^k the later one is about half as steep; for n! it is steeper.
    if early <= 0:
        return "polynomial" if late < 1 / steps[1] else "exponential"
    ratio = late / early
    return "faster" if ratio > 1.2 else "exponential" if ratio > 0.75 else "polynomial"


def quartiles(values: Sequence[int]) -> tuple[int, int, int]:
    """The values at a quarter, at the half and at three quarters of the sorted ones; zeros for none."""
    ordered = sorted(values)
    if not ordered:
        return 0, 0, 0
    low, middle, high = (ordered[min(len(ordered) - 1, len(ordered) * quarter // 4)] for quarter in (1, 2, 3))
    return low, middle, high
