"""Sequences with a rational exponential generating function: n! times a linear recurrence, where n is the index.

The other way round, n! times the terms with a linear recurrence, cannot happen: terms that shrink like c^n / n! are not integers but for 0.
The law comes down to a recurrence with polynomial coefficients, but has half as many constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

from kaggle_utils.traces.arithmetic.berlekamp_massey import berlekamp_massey
from kaggle_utils.traces.arithmetic.lifting import primitive
from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, PRIME
from kaggle_utils.traces.laws.holonomic import HolonomicRule
from kaggle_utils.traces.laws.linear import coefficient_bits
from kaggle_utils.traces.notation import fraction, polynomial
from kaggle_utils.traces.sample import Sample

MIN_SURPLUS = 4
EARLIEST, LATEST = 0, 60  # indices; negative ones have no factorial, and what needs more terms has more constants than anyone measures


@dataclass(frozen=True)
class ExponentialRule(HolonomicRule):
    """``sum(connection[i] * a(n - i) / (n - i)!) == 0``; ``polynomials`` say the same without fractions."""

    connection: tuple[int, ...] = ()

    @property
    def description_bits(self) -> float:
        return coefficient_bits(self.connection)

    def generating_function(self, latex: bool = False) -> str:
        above = []
        for place, _ in enumerate(self.initial):
            total = sum(
                c * self.initial[place - i] * (factorial(self.start + place) // factorial(self.start + place - i))
                for i, c in enumerate(self.connection[: place + 1])
            )
            above.append((total, factorial(self.start + place)))
        common = factorial(self.start + len(above) - 1)
        numerator = [0] * self.start + [value * (common // below) for value, below in above]
        denominator = [common * c for c in self.connection]
        symbol = r"\sum a_n \frac{x^n}{n!} = " if latex else "sum of a(n)*x^n/n! = "
        return symbol + fraction(polynomial(numerator, "x", latex), polynomial(denominator, "x", latex), latex)


def find(sample: Sample) -> list[ExponentialRule]:
    """The shortest recurrence of a(n) / n!, if it leaves terms to spare and can be written with integers."""
    start, terms = sample.start, sample.terms
    if start < EARLIEST or start + len(terms) > LATEST or _shortest(sample, PRIME) is None:
        return []
    connection_residues = _shortest(sample, LARGE_PRIME)
    if connection_residues is None:
        return []
    order = len(connection_residues) - 1
    integers = primitive(connection_residues[::-1], LARGE_PRIME)
    if integers is None or integers[-1] < 0 or integers[0] == 0:
        return []
    connection = tuple(reversed(integers))
    polynomials = tuple(
        tuple(connection[order - i] * c for c in _falling(order, order - i)) if connection[order - i] else (0,) for i in range(order + 1)
    )
    rule = ExponentialRule("exponential", start, polynomials, terms[:order], 2 * order, 0, connection)
    return [rule] if rule.first(len(terms)) == list(terms) else []


def _shortest(sample: Sample, prime: int) -> list[int] | None:
    """The recurrence of a(n) / n! modulo a prime, padded to its order."""
    start, terms = sample.start, sample.terms
    inverse = pow(factorial(start + len(terms) - 1), -1, prime)
    residues = []
    for index in range(start + len(terms) - 1, start - 1, -1):
        residues.append(terms[index - start] * inverse % prime)
        inverse = inverse * max(index, 1) % prime
    fits = berlekamp_massey(residues[::-1], prime)
    if not fits or fits[-1].length < len(terms):
        return None
    order = fits[-1].order
    if order == 0 or len(terms) - 2 * order < MIN_SURPLUS:
        return None
    return [*fits[-1].connection, *[0] * (order + 1 - len(fits[-1].connection))]


def _falling(shift: int, length: int) -> list[int]:
    """The coefficients of (n + shift) (n + shift - 1) ... with so many factors."""
    product = [1]
    for place in range(length):
        root = shift - place
        longer = [0, *product]
        for exponent, value in enumerate(product):
            longer[exponent] += root * value
        product = longer
    return product
