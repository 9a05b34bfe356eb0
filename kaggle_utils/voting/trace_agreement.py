"""What the traces of two attempts at one problem say of each other."""

from __future__ import annotations

from enum import StrEnum

from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import compare_traces

MIN_SHARED = 4  # sizes that both traces have; the first three terms of two different sequences are often the same


class Relation(StrEnum):
    """What two traces of a problem say of each other."""

    AGREE = "agree"
    DIFFER = "differ"
    UNKNOWN = "cannot be compared"


def relation_of(one: Attempt, other: Attempt, modulus: int | None) -> Relation:
    """Whether two attempts' traces agree at the sizes that both have. Unknown with fewer than MIN_SHARED, or one value only."""
    if one.trace is None or other.trace is None:
        return Relation.UNKNOWN
    overlap = compare_traces(one.trace, other.trace, modulus)
    if overlap.differs is not None:
        return Relation.DIFFER
    shared = {one.trace.terms[size - one.trace.start] for size in overlap.sizes}
    return Relation.AGREE if len(overlap.sizes) >= MIN_SHARED and len(shared) > 1 else Relation.UNKNOWN
