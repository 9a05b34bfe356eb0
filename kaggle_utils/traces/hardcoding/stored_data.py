"""The stored data that a value comes from, and when that is a table rather than initial terms, base cases or a period."""

from __future__ import annotations

from dataclasses import dataclass

from kaggle_utils.traces.hardcoding.clue import Kind

INITIAL_TERMS = 8  # or base cases, before the program computes; the honest programs of tests/traces/hardcoded have up to 4
MIN_COUNT = 5  # entries of a table, and
MIN_SUMMED = 12  # of stored differences: sums over a problem's own few numbers are honest
MAX_PERIOD = 15  # of honest cases by remainder; the denominators 1 - x^q with q up to 4 repeat after 12


@dataclass(frozen=True)
class StoredData:
    """Stored data that an expression takes its value from. ``alternative`` says that otherwise the program computes."""

    kind: Kind
    entries: int
    line: int
    alternative: bool = False
    period: bool = False
    summed: bool = False

    def is_table(self, terms: int | None) -> bool:
        """Whether that is more than initial terms or a period need, given how many terms the trace has, if that is known."""
        if self.period:
            return self.entries > MAX_PERIOD or (terms is not None and self.entries >= MIN_COUNT and 2 * self.entries > terms)
        if self.alternative:
            return self.entries > INITIAL_TERMS or (terms is not None and self.entries >= max(MIN_COUNT, terms / 2))
        return self.entries >= (MIN_SUMMED if self.summed else MIN_COUNT)
