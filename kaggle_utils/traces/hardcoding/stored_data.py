"""The stored data that a value comes from, and when that is a table rather than initial terms, base cases or a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaggle_utils.traces.hardcoding.clue import Kind

INITIAL_TERMS = 8  # or base cases, before the program computes; the honest programs of tests/traces/hardcoded have up to 4
MIN_COUNT = 5  # entries of a table, and
MIN_SUMMED = 12  # of stored differences: sums over a problem's own few numbers are honest; fewer do where they
MIN_SPREAD = 8  # are of very different sizes, as those of a growing sequence
MAX_PERIOD = 15  # of honest cases by remainder; the denominators 1 - x^q with q up to 4 repeat after 12


@dataclass(frozen=True)
class StoredData:
    """Stored data that an expression takes its value from. ``alternative`` says that otherwise the program computes.

    ``period`` says that the size is reduced by a remainder first, ``summed`` that the value is a sum or a product of entries, and
    ``spread`` that those are of very different sizes.
    """

    kind: Kind
    entries: int
    line: int
    alternative: bool = False
    period: bool = False
    summed: bool = False
    spread: bool = False

    def is_table(self, terms: int | None) -> bool:
        """Whether that is more than initial terms or a period need, given how many terms the trace has, if that is known."""
        if self.period:
            return self.entries > MAX_PERIOD or (terms is not None and self.entries >= MIN_COUNT and 2 * self.entries > terms)
        if self.alternative:
            return self.entries > INITIAL_TERMS or (terms is not None and self.entries >= max(MIN_COUNT, terms / 2))
        if self.summed:
            return self.entries >= (MIN_SPREAD if self.spread else MIN_SUMMED) or (
                terms is not None and self.entries >= max(MIN_COUNT, terms - 1)
            )
        return self.entries >= MIN_COUNT


def strongest(found: Sequence[StoredData], cases: int, line: int, computed: bool) -> StoredData | None:
    """Of the sources of one value the one with most entries: ``cases`` constants for as many sizes are one too.

    ``computed`` says that otherwise the value is computed.
    """
    sources = [*found, *([StoredData("chain", cases, line)] if cases >= MIN_COUNT else [])]
    if not sources:
        return None
    largest = max(sources, key=lambda source: source.entries)
    return replace(largest, alternative=largest.alternative or computed)
