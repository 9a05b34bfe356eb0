"""Algebraic generating functions of degree 2 and 3. Every such sequence is P-recursive too, but with more constants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import mul

from kaggle_utils.traces.arithmetic.lifting import primitive
from kaggle_utils.traces.arithmetic.nullspace import combination, first_dependent
from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, SMALL_PRIME
from kaggle_utils.traces.laws import p_recursive
from kaggle_utils.traces.laws.linear import coefficient_bits
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError, reduce
from kaggle_utils.traces.notation import polynomial, power
from kaggle_utils.traces.sample import Sample

MIN_SURPLUS = 4
MIN_BITS = 40.0
DEGREES = (2, 3)
MAX_LENGTH = 40  # terms that are searched
ENOUGH = 120  # terms to find the recurrence in that far terms are computed with


@dataclass(frozen=True)
class AlgebraicRule(Rule):
    """``sum(polynomials[i](x) * y**i) == 0`` for the power series y of the terms, which ``initial`` singles out among the roots."""

    kind: Kind = field(default="algebraic", init=False)
    start: int
    polynomials: tuple[tuple[int, ...], ...]
    initial: tuple[int, ...]

    @property
    def order(self) -> int:
        return len(self.polynomials) - 1

    @property
    def degree(self) -> int:
        return max(len(p) for p in self.polynomials) - 1

    @property
    def degrees_of_freedom(self) -> int:
        return (self.order + 1) * (self.degree + 1) - 1

    @property
    def description_bits(self) -> float:
        return sum(coefficient_bits(p) for p in self.polynomials)

    def first(self, count: int) -> list[int] | None:
        """Term by term: the next one enters the lowest unsettled coefficient of the equation linearly."""
        series = list(self.initial[:count])
        powers = [[1] + [0] * (len(series) - 1), series]
        for _ in range(2, self.order + 1):
            powers.append([_at(series, powers[-1], place) for place in range(len(series))])
        slope = self._slope(powers)
        if slope is None:
            return None
        valuation, leading = slope
        while len(series) < count:
            place = len(series)
            ahead = [[*powers[0], *[0] * (valuation + 1)], [*series, *[0] * (valuation + 1)]]
            for known in powers[2:]:
                ahead.append([*known, *[_at(series, ahead[-1], t) for t in range(place, place + valuation + 1)]])
            total = sum(
                c * ahead[i][place + valuation - j]
                for i, p in enumerate(self.polynomials)
                for j, c in enumerate(p[: place + valuation + 1])
            )
            value, remainder = divmod(-total, leading)
            if remainder:
                return None
            series.append(value)
            powers[0].append(0)
            for i in range(2, self.order + 1):
                powers[i].append(_at(series, powers[i - 1], place))
        return series

    def _slope(self, powers: Sequence[Sequence[int]]) -> tuple[int, int] | None:
        """Valuation and leading coefficient of the derivative by y, if the given terms determine them and all that follow."""
        for valuation in range((len(self.initial) - 1) // 2 + 1):
            value = sum(
                i * c * powers[i - 1][valuation - j] for i, p in enumerate(self.polynomials) for j, c in enumerate(p[: valuation + 1]) if i
            )
            if value:
                return valuation, value
        return None

    @cached_property
    def _recurrence(self) -> Rule | None:
        terms = self.first(ENOUGH)
        found = p_recursive.find(Sample(tuple(terms), self.start)) if terms else []
        return found[0] if found else None

    def at(self, position: int, mod: int | None = None) -> int:
        if position < len(self.initial):
            return reduce(self.initial[position], mod)
        if position >= ENOUGH and self._recurrence is not None:
            return self._recurrence.at(position, mod)
        cost = float(position) ** 3 * self.order / 32
        if cost > MAX_WORK:
            raise UnreachableError(position, cost)
        terms = self.first(position + 1)
        if terms is None:
            raise ArithmeticError(f"this law gives fractions before the term {position} places after the first")
        return reduce(terms[position], mod)

    def recurrence(self, latex: bool = False) -> str:
        return "none known" if self._recurrence is None else self._recurrence.recurrence(latex)

    def generating_function(self, latex: bool = False) -> str:
        times = " " if latex else "*"
        parts = []
        for i, p in reversed(list(enumerate(self.polynomials))):
            if any(p):
                symbol = power("y", i, latex)
                parts.append(f"({polynomial(p, 'x', latex)}){times + symbol if symbol else ''}")
        shift = "" if not self.start else f"{power('x', self.start, latex)}{times}"
        return f"{shift}y, where {' + '.join(parts)} = 0"


def find(sample: Sample) -> list[AlgebraicRule]:
    """The algebraic equation of degree 2, else 3, that leaves terms to spare and whose root has integer coefficients."""
    for degree in DEGREES:
        rule = _find(sample, degree)
        if rule is not None:
            return [rule]
    return []


def _find(sample: Sample, order: int) -> AlgebraicRule | None:
    terms = sample.terms[:MAX_LENGTH]
    width = order + 1
    most = (len(terms) - MIN_SURPLUS + 1) // width
    if most < 1 or sample.bits_of_last(len(terms) - width) < MIN_BITS:
        return None
    residues = [x % SMALL_PRIME for x in terms]
    dependent = first_dependent(_columns(residues, order, most - 1, SMALL_PRIME), SMALL_PRIME)
    if dependent is None:
        return None
    columns = list(_columns(list(terms), order, dependent // width, LARGE_PRIME))[: dependent + 1]
    solution = combination(columns, LARGE_PRIME)
    integers = primitive(solution, LARGE_PRIME) if solution else None
    if integers is None or not any(integers[order::width]):
        return None
    polynomials = tuple(tuple(integers[i::width]) for i in range(width))
    rule = AlgebraicRule(sample.start, polynomials, terms[: 2 * (dependent // width) + 1])
    return rule if rule.first(len(sample.terms)) == list(sample.terms) else None


def _columns(terms: Sequence[int], order: int, degree: int, prime: int) -> Iterator[list[int]]:
    """The coefficients of ``x**j * y**i`` by rising j, then rising i."""
    count = len(terms)
    block = [[1] + [0] * (count - 1), list(terms)]
    for _ in range(2, order + 1):
        block.append([_at(terms, block[-1], place) % prime for place in range(count)])
    for shift in range(degree + 1):
        for column in block:
            yield [*[0] * shift, *column[: count - shift]]


def _at(left: Sequence[int], right: Sequence[int], place: int) -> int:
    """One coefficient of the product of two power series, of which the first may be shorter."""
    return sum(map(mul, left, right[place::-1]))
