"""Lengths: how many tokens replies and attempts take, by quantiles that count what was cut off as longer than it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, order=True)
class Length:
    """The tokens of a reply or of an attempt; ``is_cut``, if it would have become longer."""

    tokens: int
    is_cut: bool = False


def quantile(lengths: Iterable[Length], share: float) -> float:
    """The length within which this share of all ends; infinite where too many were cut off to say it.

    Those that were cut off count as Kaplan and Meier's estimator counts them (1958): until then, and nobody knows how much longer.
    """
    ordered = sorted(lengths)  # of equal lengths those that ended come first
    longer = 1.0
    for index, length in enumerate(ordered):
        if not length.is_cut:
            longer *= 1 - 1 / (len(ordered) - index)
            if longer <= 1 - share + 1e-9:
                return length.tokens
    return inf
