"""The linear recurrence with constant coefficients that several kinds of law come down to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from operator import mul

from kaggle_utils.traces.arithmetic.rational_function import far_coefficient
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError, reduce
from kaggle_utils.traces.notation import fraction, polynomial, power, signed_sum, term

MAX_BITS = 20_000_000  # of an exact term: 6 million digits, a few seconds


@dataclass(frozen=True)
class LinearRule(Rule):
    """``a(n) = coefficients[0] * a(n-1) + coefficients[1] * a(n-2) + ...`` after the ``initial`` terms.

    The first ``skipped`` of those are never used. ``freedom`` and ``bits`` are what the finder counted.
    """

    kind: Kind
    start: int
    skipped: int
    coefficients: tuple[int, ...]
    initial: tuple[int, ...]
    freedom: int
    bits: float

    @property
    def skip(self) -> int:
        return self.skipped

    @property
    def order(self) -> int:
        return len(self.coefficients)

    @property
    def degree(self) -> int:
        return 0

    @property
    def degrees_of_freedom(self) -> int:
        return self.freedom

    @property
    def description_bits(self) -> float:
        return self.bits

    def first(self, count: int) -> list[int]:
        values = list(self.initial[:count])
        backwards = self.coefficients[::-1]
        order = self.order
        for position in range(len(self.initial), count):
            values.append(sum(map(mul, backwards, values[position - order :])))
        return values

    def at(self, position: int, mod: int | None = None) -> int:
        if position < len(self.initial):
            return reduce(self.initial[position], mod)
        if mod is not None:
            words = mod.bit_length() / 64 + 1
            cost = position.bit_length() * self.order**2 * words**2
            if cost > MAX_WORK:
                raise UnreachableError(position, cost)
        denominator = [1, *[-c for c in self.coefficients]]
        try:
            return far_coefficient(self._numerator(), denominator, position - self.skip, mod, MAX_BITS)
        except OverflowError as overflow:
            words = int(str(overflow)) / 64
            raise UnreachableError(position, self.order**2 * words**1.58) from None

    def _numerator(self) -> list[int]:
        """Of the terms after the skipped ones, as a power series over the characteristic polynomial backwards."""
        terms = self.initial[self.skip :]
        denominator = [1, *[-c for c in self.coefficients]]
        return [sum(map(mul, denominator, terms[power::-1])) for power in range(len(terms))]

    def recurrence(self, latex: bool = False) -> str:
        right = signed_sum(((c, term(-i, latex)) for i, c in enumerate(self.coefficients, 1)), latex)
        first = self.start + len(self.initial)
        bound = rf"\quad (n \ge {first})" if latex else f" for n >= {first}"
        return f"{term(0, latex)} = {right}{bound}"

    def generating_function(self, latex: bool = False) -> str:
        denominator = [1, *[-c for c in self.coefficients]]
        prefix = list(self.initial[: self.skip])
        above = [0] * (max(self.skip, 0) + max(len(denominator), self.order))
        for i, x in enumerate(prefix):
            for j, y in enumerate(denominator):
                above[i + j] += x * y
        for i, x in enumerate(self._numerator(), self.skip):
            above[i] += x
        quotient = fraction(polynomial(above, "x", latex), polynomial(denominator, "x", latex), latex)
        if not self.start:
            return quotient
        return f"{power('x', self.start, latex)}{' ' if latex else '*'}{quotient}"


def coefficient_bits(coefficients: Sequence[int]) -> float:
    """What integers take to be written down: 1 + log2(1 + |c|) each."""
    return sum(1 + log2(1 + abs(c)) for c in coefficients)
