"""Paired comparison of two ways on the same problems: what each solved that the other did not, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

Z = 1.96  # of a two-sided 95 % interval


@dataclass(frozen=True)
class Paired:
    """``gained`` problems only the new way solved, ``lost`` only the old one, of ``total``."""

    gained: int
    lost: int
    total: int

    @property
    def probability(self) -> float:
        """McNemar's exact two-sided p: how often chance alone would split the discordant problems at least this unevenly."""
        discordant, fewer = self.gained + self.lost, min(self.gained, self.lost)
        return min(1.0, 2 * sum(comb(discordant, k) for k in range(fewer + 1)) / (1 << discordant))

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the difference of the two accuracies, in points (Agresti and Min, Statistics in Medicine 2005)."""
        # Half an observation more in each of the four cells: without it the interval is empty where nothing was gained or lost.
        gained, lost, total = self.gained + 0.5, self.lost + 0.5, self.total + 2
        difference = (gained - lost) / total
        spread = Z * sqrt((gained + lost) - (gained - lost) ** 2 / total) / total
        return 100 * (difference - spread), 100 * (difference + spread)

    def __str__(self) -> str:
        low, high = self.interval
        verdict = "" if self.probability < 0.05 else ", not distinguishable from chance"
        return f"+{self.gained} -{self.lost}, {low:+.1f} to {high:+.1f} points, p {self.probability:.2g}{verdict}"


def compare(new: Sequence[bool], old: Sequence[bool]) -> Paired:
    """Compare two lists of verdicts on the same problems, in the same order."""
    pairs = list(zip(new, old, strict=True))
    return Paired(sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs), len(pairs))
