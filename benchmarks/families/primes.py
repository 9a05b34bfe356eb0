"""Sequences about primes, some of which are polynomials for a while."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd, isqrt
from random import Random

from benchmarks.families.lines import Terms, along
from kaggle_utils.traces.arithmetic.primes import is_prime

# Polynomials a*n^2 + b*n + c with many prime values from n = 0 on (Euler 1772, Legendre 1798; Mollin, "Prime-producing quadratics", 1997).
PRIME_RICH = (
    (1, 1, 41), (1, 1, 17), (1, 1, 11), (1, -1, 41), (2, 0, 29), (2, 0, 11), (2, 2, 19), (6, 6, 31), (3, 3, 23), (1, -79, 1601), (4, 4, 59),
    (2, 0, 19), (5, 5, 13), (9, -231, 1523), (36, -810, 2753), (1, 1, 5), (4, 2, 41), (9, -3, 41), (2, 4, 31), (6, 0, 17), (10, 0, 7),
)  # fmt: skip


def next_prime(number: int) -> int:
    """The smallest prime from a number on."""
    number = max(number, 2)
    while not is_prime(number):
        number += 1
    return number


def rich_polynomial(own: Random) -> Callable[[int], int]:
    """A polynomial with many prime values, perhaps from a later index on."""
    (a, b, c), shift = own.choice(PRIME_RICH), own.randrange(4)
    return lambda n: a * (n + shift) ** 2 + b * (n + shift) + c


def primes_from_a_polynomial_on(own: Random, count: int) -> Terms:
    """The smallest prime >= p(n) for a polynomial with many prime values."""
    value = rich_polynomial(own)
    return along(count, lambda n: next_prime(abs(value(n))), 0)


def prime_values(own: Random, count: int) -> Terms:
    """The prime values of such a polynomial, one after another."""
    value = rich_polynomial(own)
    terms: list[int] = []
    n = 0
    while len(terms) < count:
        if is_prime(abs(value(n))):
            terms.append(abs(value(n)))
        n += 1
    return 1, tuple(terms)


def largest_factors_of_a_polynomial(own: Random, count: int) -> Terms:
    """The largest prime factor of p(n)."""
    value = rich_polynomial(own)
    return along(count, lambda n: _largest_factor(abs(value(n))), 0)


def _largest_factor(number: int) -> int:
    largest = 1
    for divisor in range(2, isqrt(number) + 1):
        while number % divisor == 0:
            number //= divisor
            largest = divisor
    return number if number > 1 else largest


def primes_after_multiples(own: Random, count: int) -> Terms:
    """The smallest prime >= a * n + b, or >= n^2 + b."""
    a, b, square = own.randrange(2, 30), own.randrange(0, 40), own.randrange(2)
    return along(count, lambda n: next_prime((n * n if square else a * n) + b))


def counts_of_primes(own: Random, count: int) -> Terms:
    """How many primes, or squarefree numbers, there are up to a * n."""
    a, member = own.randrange(1, 8), own.choice((is_prime, _is_squarefree))
    total, terms = 0, []
    for n in range(1, count + 1):
        total += sum(member(m) for m in range(a * (n - 1) + 1, a * n + 1))
        terms.append(total)
    return 1, tuple(terms)


def _is_squarefree(number: int) -> bool:
    return all(number % (d * d) for d in range(2, isqrt(number) + 1))


def indicators(own: Random, count: int) -> Terms:
    """Whether a * n + b is prime, or squarefree."""
    a, b, member = own.randrange(1, 7), own.randrange(1, 12), own.choice((is_prime, _is_squarefree))
    return along(count, lambda n: int(member(a * n + b)))


def common_divisors(own: Random, count: int) -> Terms:
    """gcd(n, m) and n mod m for an m that no trace reaches."""
    m, divisor = own.choice((210, 360, 420, 720, 1001, 1009, 1260)), own.randrange(2)
    return along(count, lambda n: gcd(n, m) if divisor else n * n % m)


def prime_gaps(own: Random, count: int) -> Terms:
    """Differences of primes, or their remainders modulo 4 or 6."""
    modulus = own.choice((None, 4, 6, 10))
    terms: list[int] = []
    prime = 2
    while len(terms) < count:
        after = next_prime(prime + 1)
        terms.append(after - prime if modulus is None else after % modulus)
        prime = after
    return 1, tuple(terms)


PRIMES = {
    "primes from a polynomial on": primes_from_a_polynomial_on,
    "prime values": prime_values,
    "largest factors of a polynomial": largest_factors_of_a_polynomial,
    "primes after multiples": primes_after_multiples,
    "counts of primes": counts_of_primes,
    "indicators of primes": indicators,
    "long moduli": common_divisors,
    "gaps between primes": prime_gaps,
}
