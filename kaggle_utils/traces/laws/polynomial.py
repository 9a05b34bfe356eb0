"""Polynomials in n, by finite differences."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import comb, lcm

from kaggle_utils.traces.laws.linear import coefficient_bits
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError, reduce
from kaggle_utils.traces.notation import fraction, polynomial, power, term
from kaggle_utils.traces.sample import Sample


@dataclass(frozen=True)
class PolynomialRule(Rule):
    """Newton's form: after the ``prefix``, term number k is the sum of ``differences[i] * binomial(k, i)``."""

    kind: Kind = field(default="polynomial", init=False)
    start: int
    prefix: tuple[int, ...]
    differences: tuple[int, ...]

    @property
    def skip(self) -> int:
        return len(self.prefix)

    @property
    def order(self) -> int:
        return len(self.differences)

    @property
    def degree(self) -> int:
        return len(self.differences) - 1

    @property
    def degrees_of_freedom(self) -> int:
        return len(self.differences)

    @property
    def description_bits(self) -> float:
        return coefficient_bits([self.degree])

    def first(self, count: int) -> list[int]:
        return [self.at(position) for position in range(count)]

    def at(self, position: int, mod: int | None = None) -> int:
        if position < self.skip:
            return reduce(self.prefix[position], mod)
        words = (position.bit_length() * self.degree + max(d.bit_length() for d in self.differences)) / 64 + 1
        if self.degree * words**2 > MAX_WORK:
            raise UnreachableError(position, self.degree * words**2)
        place = position - self.skip
        value, binomial = 0, 1
        for i, difference in enumerate(self.differences):
            value += difference * binomial
            binomial = binomial * (place - i) // (i + 1)
        return reduce(value, mod)

    def monomials(self) -> tuple[list[int], int]:
        """Integers c and a denominator d with a(n) = (c[0] + c[1]*n + ...) / d, where n is the index."""
        result = [Fraction(0)] * len(self.differences)
        product = [Fraction(1)]
        for i, difference in enumerate(self.differences):
            for exponent, value in enumerate(product):
                result[exponent] += difference * value
            root = self.start + self.skip + i
            shifted = [Fraction(0), *product]
            for exponent, value in enumerate(product):
                shifted[exponent] -= root * value
            product = [value / (i + 1) for value in shifted]
        denominator = lcm(*[value.denominator for value in result])
        return [int(value * denominator) for value in result], denominator

    def recurrence(self, latex: bool = False) -> str:
        integers, denominator = self.monomials()
        bound = ""
        if self.skip:
            first = self.start + self.skip
            bound = rf"\quad (n \ge {first})" if latex else f" for n >= {first}"
        return f"{term(0, latex)} = {fraction(polynomial(integers, 'n', latex), str(denominator), latex)}{bound}"

    def generating_function(self, latex: bool = False) -> str:
        order = self.order
        signs = [comb(order, i) * (-1) ** i for i in range(order + 1)]
        values = self.first(self.skip + order)[self.skip :]
        above = [0] * (self.skip + order)
        for i, x in enumerate(self.prefix):
            for j, y in enumerate(signs):
                above[i + j] += x * y
        for i in range(order):
            above[self.skip + i] += sum(signs[j] * values[i - j] for j in range(i + 1))
        below = power("(1 - x)", order, latex)
        quotient = fraction(polynomial(above, "x", latex), below, latex)
        return f"{power('x', self.start, latex)}{' ' if latex else '*'}{quotient}" if self.start else quotient


def find(sample: Sample) -> list[PolynomialRule]:
    """The polynomials that explain the end of the sample with two terms to spare, at most one for each number of skipped terms."""
    row = list(sample.terms)
    count = len(row)
    best: dict[int, PolynomialRule] = {}
    for degree in range(count - 2):
        row = [after - before for before, after in pairwise(row)]
        zeros = 0
        while zeros < len(row) and row[-1 - zeros] == 0:
            zeros += 1
        skip = len(row) - zeros
        if zeros >= 2 and skip not in best and all(skip < earlier for earlier in best):
            best[skip] = _newton(sample, skip, degree)
        if zeros == len(row):
            break
    return list(best.values())


def _newton(sample: Sample, skip: int, degree: int) -> PolynomialRule:
    row = list(sample.terms[skip : skip + degree + 1])
    differences = []
    while row:
        differences.append(row[0])
        row = [after - before for before, after in pairwise(row)]
    return PolynomialRule(sample.start, sample.terms[:skip], tuple(differences))
