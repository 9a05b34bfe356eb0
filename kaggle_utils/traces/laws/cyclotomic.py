"""Quasi-polynomials: recurrences whose characteristic polynomial is a product of cyclotomic polynomials.

Partitions into bounded parts, counts of lattice points, sums of periodic and polynomial sequences. That there are few such polynomials of a
given degree is worth half of the terms: only the initial values are free. A search over products of (E^q - 1), where E shifts by one place,
therefore finds them from half of what Berlekamp-Massey needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import log2
from operator import sub

from kaggle_utils.traces.arithmetic.berlekamp_massey import berlekamp_massey
from kaggle_utils.traces.arithmetic.lifting import balanced
from kaggle_utils.traces.arithmetic.primes import PRIME
from kaggle_utils.traces.laws.linear import LinearRule
from kaggle_utils.traces.sample import Sample

MAX_DEGREE = 24  # of products that are recognised; longer ones need more terms than programs measure
MAX_SUM = 18  # of the shifts q in the search but for the last: p(18) = 385 differences of sequences, half a millisecond
MAX_PERIOD = 64
MIN_SURPLUS = 4
MAX_SKIPPED = 2
STEEPEST = 14  # bits of growth from the first half to the second; 2 terms apart in 25, polynomials of degree 14 grow so


@cache
def cyclotomic_polynomial(number: int) -> tuple[int, ...]:
    """The coefficients of the cyclotomic polynomial with this number, the constant first."""
    quotient = [-1] + [0] * (number - 1) + [1]
    for divisor in range(1, number):
        if number % divisor == 0:
            quotient = _divide(quotient, cyclotomic_polynomial(divisor)) or quotient
    return tuple(quotient)


@cache
def _polynomials() -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The cyclotomic polynomials of degree up to MAX_DEGREE by number. The last number whose totient is 24 or less is 90."""
    return tuple((n, p) for n in range(1, 91) if len(p := cyclotomic_polynomial(n)) <= MAX_DEGREE + 1)


def _divide(dividend: Sequence[int], divisor: Sequence[int]) -> list[int] | None:
    """The quotient by a polynomial with leading coefficient 1, or None if there is a remainder."""
    rest = list(dividend)
    degree = len(divisor) - 1
    quotient = [0] * (len(rest) - degree)
    for position in range(len(quotient) - 1, -1, -1):
        factor = quotient[position] = rest[position + degree]
        if factor:
            for offset, coefficient in enumerate(divisor, position):
                rest[offset] -= factor * coefficient
    return None if any(rest[:degree]) else quotient


def cyclotomic_factors(coefficients: Sequence[int]) -> list[int] | None:
    """The numbers of the cyclotomic polynomials whose product is the characteristic polynomial of a recurrence; None if it is none."""
    degree = len(coefficients)
    if degree > MAX_DEGREE or abs(coefficients[-1]) != 1:
        return None
    rest = [-c for c in reversed(coefficients)] + [1]
    factors = []
    for number, candidate in _polynomials():
        while len(rest) >= len(candidate) and (quotient := _divide(rest, candidate)) is not None:
            rest = quotient
            factors.append(number)
            if len(rest) == 1:
                return factors
    return None


def describe(numbers: Sequence[int]) -> float:
    """Bits to name the factors of a product: 2 + log2 of each number."""
    return sum(2 + log2(number) for number in numbers)


def find(sample: Sample) -> list[LinearRule]:
    """The product of fewest degrees that annihilates the sample after at most two terms, with four terms to spare."""
    found = _search(sample.terms)
    if found is None:
        return []
    shifts, skip = found
    initial = sample.terms[: skip + sum(shifts)]
    product = LinearRule("quasi-polynomial", sample.start, skip, _coefficients(shifts), initial, sum(shifts), describe(shifts))
    if len(shifts) == 1:
        return [replace(product, kind="periodic")]
    return [_shortest(product) or product]


def _shortest(rule: LinearRule) -> LinearRule | None:
    """The same law by the least of its characteristic polynomials: a divisor of the product that was found."""
    terms = rule.first(rule.skip + 2 * rule.order + 2)[rule.skip :]
    fit = berlekamp_massey([term % PRIME for term in terms], PRIME)[-1]
    if fit.order == 0 or len(fit.connection) != fit.order + 1:
        return None
    coefficients = tuple(balanced(-c, PRIME) for c in fit.connection[1:])
    factors = cyclotomic_factors(coefficients)
    if factors is None:
        return None
    initial = rule.initial[: rule.skip + fit.order]
    return replace(rule, coefficients=coefficients, initial=initial, freedom=fit.order, bits=describe(factors))


def _coefficients(shifts: Sequence[int]) -> tuple[int, ...]:
    product = [1]
    for shift in shifts:
        longer = [-c for c in product] + [0] * shift
        for position, c in enumerate(product, shift):
            longer[position] += c
        product = longer
    return tuple(-c for c in reversed(product[:-1]))


def _search(terms: tuple[int, ...]) -> tuple[tuple[int, ...], int] | None:
    """The shifts q of the least sum, in ascending order, and the number of skipped terms.

    Depth first: a branch is a product so far and what it leaves of the sequence; where that has a period, the period is the last factor.
    """
    half = len(terms) // 2
    early, late = max(map(abs, terms[:half]), default=0), max(map(abs, terms[half:]), default=0)
    if late.bit_length() - early.bit_length() > STEEPEST:
        return None
    limit = min(len(terms) - MIN_SURPLUS, MAX_PERIOD)
    best: tuple[tuple[int, ...], int] | None = None
    stack: list[tuple[tuple[int, ...], int, tuple[int, ...]]] = [((), 0, terms[::-1])]
    while stack:
        shifts, total, rest = stack.pop()
        least = shifts[-1] if shifts else 1
        period = _period(rest, least, limit - total)
        if period is not None:
            shift, skip = period
            best, limit = ((*shifts, shift), skip), total + shift - 1
        room = min(limit, MAX_SUM)
        further = range((room - total) // 2, least - 1, -1)
        stack.extend(((*shifts, shift), total + shift, tuple(map(sub, rest, rest[shift:]))) for shift in further)
    return best


def _period(rest: tuple[int, ...], least: int, most: int) -> tuple[int, int] | None:
    """The shortest period in a range of a sequence that is read backwards, and the number of terms before it begins."""
    count = len(rest)
    most = min(most, count - MIN_SURPLUS)
    period = least - 1
    try:
        while True:
            period = rest.index(rest[0], period + 1, most + 1)
            if rest[period + 1] == rest[1]:
                for skip in range(min(MAX_SKIPPED, count - period - MIN_SURPLUS) + 1):
                    if rest[period : count - skip] == rest[: count - skip - period]:
                        return period, skip
    except ValueError:
        return None
