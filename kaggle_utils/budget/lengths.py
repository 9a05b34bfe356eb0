"""Lengths: how many tokens replies and attempts take, by quantiles that count what was cut off as longer than it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf

SHARE = 0.75  # of the attempts that are to end within what is planned for one
PRIOR_COUNT = 2  # as many attempts is the length worth that is expected before any has ended
MAX_KNOWN = 100  # attempts of a strategy that are remembered, the latest


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


@dataclass(frozen=True)
class Needs:
    """How many tokens an attempt writes, all its turns together: by strategy, from those of a run so far and from what was expected."""

    expected: int
    known: Mapping[str, tuple[Length, ...]] = field(default_factory=dict)

    def after(self, strategy: str, length: Length) -> Needs:
        """The needs after one more attempt."""
        return replace(self, known={**self.known, strategy: (*self.known.get(strategy, ()), length)[-MAX_KNOWN:]})

    def of(self, strategy: str) -> float:
        """The tokens within which most attempts of a strategy end; the most that any has written, where too many were cut off to say it."""
        known = (*self.known.get(strategy, ()), *[Length(self.expected)] * PRIOR_COUNT)
        needed = quantile(known, SHARE)
        return max(length.tokens for length in known) if needed == inf else needed
