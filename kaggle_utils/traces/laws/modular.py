"""Linear recurrences over Z/m, for traces of which only residues modulo m are known.

Modulo a prime by Berlekamp-Massey, modulo a power of a prime by linear equations, together by the Chinese remainder theorem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import mul

from kaggle_utils.traces.arithmetic.berlekamp_massey import berlekamp_massey
from kaggle_utils.traces.arithmetic.local_ring import solve
from kaggle_utils.traces.arithmetic.primes import factor
from kaggle_utils.traces.arithmetic.rational_function import far_coefficient
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError
from kaggle_utils.traces.notation import fraction, polynomial, power, signed_sum, term
from kaggle_utils.traces.sample import Sample

MIN_SURPLUS = 2


@dataclass(frozen=True)
class ModularRule(Rule):
    """``a(n) = coefficients[0] * a(n-1) + ...`` modulo ``modulus``."""

    kind: Kind = field(default="modular", init=False)
    start: int
    modulus: int
    coefficients: tuple[int, ...]
    initial: tuple[int, ...]

    @property
    def order(self) -> int:
        return len(self.coefficients)

    @property
    def degree(self) -> int:
        return 0

    @property
    def degrees_of_freedom(self) -> int:
        return 2 * self.order

    @property
    def description_bits(self) -> float:
        return 0.0

    def first(self, count: int) -> list[int]:
        values = list(self.initial[:count])
        backwards = self.coefficients[::-1]
        for position in range(len(values), count):
            values.append(sum(map(mul, backwards, values[position - self.order :])) % self.modulus)
        return values

    def at(self, position: int, mod: int | None = None) -> int:
        """The residue at a position. ``mod`` must divide the modulus: nothing else is known. Raises ValueError."""
        wanted = self.modulus if mod is None else mod
        if self.modulus % wanted:
            raise ValueError(f"the terms are known modulo {self.modulus} only, which {wanted} does not divide")
        if position < self.order:
            return self.initial[position] % wanted
        cost = position.bit_length() * self.order**2 * (wanted.bit_length() / 64 + 1) ** 2
        if cost > MAX_WORK:
            raise UnreachableError(position, cost)
        return far_coefficient(self._numerator(), self._denominator(), position, wanted, 0)

    def _denominator(self) -> list[int]:
        return [1, *[-c for c in self.coefficients]]

    def _numerator(self) -> list[int]:
        below = self._denominator()
        return [sum(map(mul, below, self.initial[place::-1])) for place in range(self.order)]

    def recurrence(self, latex: bool = False) -> str:
        right = signed_sum(((c, term(-i, latex)) for i, c in enumerate(self.coefficients, 1)), latex)
        first = self.start + self.order
        if latex:
            return rf"{term(0, latex)} \equiv {right} \pmod{{{self.modulus}}} \quad (n \ge {first})"
        return f"{term(0)} = {right} mod {self.modulus} for n >= {first}"

    def generating_function(self, latex: bool = False) -> str:
        above = [x % self.modulus for x in self._numerator()]
        quotient = fraction(polynomial(above, "x", latex), polynomial(self._denominator(), "x", latex), latex)
        shift = f"{power('x', self.start, latex)}{' ' if latex else '*'}" if self.start else ""
        return f"{shift}{quotient}" + (rf" \pmod{{{self.modulus}}}" if latex else f" mod {self.modulus}")


def find(sample: Sample) -> list[ModularRule]:
    """The shortest recurrence modulo the sample's modulus that leaves two terms to spare.

    Raises ValueError for a modulus that is too hard to factor.
    """
    assert sample.modulus is not None
    recurrences = []
    for prime, exponent in factor(sample.modulus):
        recurrence = _modulo_power(sample.terms, prime, exponent)
        if recurrence is None:
            return []
        recurrences.append((prime**exponent, recurrence))
    order = max(1, *[len(coefficients) for _, coefficients in recurrences])
    if len(sample.terms) - 2 * order < MIN_SURPLUS:
        return []
    coefficients = tuple(_together([(q, c[i] if i < len(c) else 0) for q, c in recurrences]) for i in range(order))
    initial = tuple(x % sample.modulus for x in sample.terms[:order])
    return [ModularRule(sample.start, sample.modulus, coefficients, initial)]


def _modulo_power(terms: Sequence[int], prime: int, exponent: int) -> list[int] | None:
    fits = berlekamp_massey([x % prime for x in terms], prime)
    if not fits or fits[-1].length < len(terms):
        return None
    fit = fits[-1]
    if exponent == 1:
        padded = [*fit.connection, *[0] * (fit.order + 1 - len(fit.connection))]
        return [-c % prime for c in padded[1:]]
    for order in range(max(fit.order, 1), (len(terms) - MIN_SURPLUS) // 2 + 1):
        equations = [[*terms[n - order : n][::-1], terms[n]] for n in range(order, len(terms))]
        solution = solve(equations, prime, exponent)
        if solution is not None:
            return solution
    return None


def _together(residues: Sequence[tuple[int, int]]) -> int:
    """The residue modulo the product. Chinese remainder theorem."""
    value, modulus = 0, 1
    for other, residue in residues:
        value += modulus * ((residue - value) * pow(modulus, -1, other) % other)
        modulus *= other
    return value
