"""Terms compared with a series: whether they are a multiple of it, up to a constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

MIN_OVERLAP = 6  # terms that must agree: with fewer, a factor and a constant leave three terms or fewer that say something
MAX_SKIPPED = 3  # terms at the beginning that need not agree: the smallest sizes are often special


@dataclass(frozen=True)
class Match:
    """``denominator * term = numerator * series + constant`` for the terms first..last-1; the fraction is in its lowest terms."""

    first: int
    last: int
    numerator: int
    denominator: int
    constant: int

    @property
    def overlap(self) -> int:
        """How many terms agree."""
        return self.last - self.first

    def term_of(self, value: int) -> int | None:
        """The term that a value of the series stands for; None where it is not an integer."""
        quotient, rest = divmod(self.numerator * value + self.constant, self.denominator)
        return None if rest else quotient


def match(terms: Sequence[int], series: Sequence[int], shift: int) -> Match | None:
    """Compare term i with ``series[i + shift]``, as far as both go, from the end. None where they do not match, or too few of them.

    All but the first MAX_SKIPPED terms must match, as far as the series goes, and one of those must differ from another.
    """
    first, last = max(0, -shift), min(len(terms), len(series) - shift)
    if last - first < MIN_OVERLAP:
        return None
    end, value = terms[last - 1], series[last - 1 + shift]
    other = next((i for i in range(last - 2, first - 1, -1) if series[i + shift] != value), None)
    if other is None or terms[other] == end:
        return None
    numerator, denominator = end - terms[other], value - series[other + shift]
    divisor = gcd(numerator, denominator) if denominator > 0 else -gcd(numerator, denominator)
    numerator, denominator = numerator // divisor, denominator // divisor
    constant = denominator * end - numerator * value
    begin = last
    while begin > first and denominator * terms[begin - 1] == numerator * series[begin - 1 + shift] + constant:
        begin -= 1
    found = Match(begin, last, numerator, denominator, constant)
    return found if begin <= MAX_SKIPPED and found.overlap >= MIN_OVERLAP else None
