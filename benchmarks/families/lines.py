"""Lines of integers that are nearly straight: multiples of an irrational number, rounded, and curves that bend slowly.

The continued fraction of the slope decides how long a rational slope imitates it: floor(n * sqrt 2) goes on like floor(n * 41 / 29) for
nearly a hundred terms.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from itertools import pairwise
from math import isqrt
from random import Random

Terms = tuple[int, tuple[int, ...]]

CONTEXT = Context(prec=60)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
RADICANDS = (2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21, 23, 26, 29, 31, 35)
BASES = (2, 3, 5, 6, 7, 10, 11, 12, 13, 14, 15)


def log_of(number: int, base: int) -> Decimal:
    """The logarithm to a base."""
    return CONTEXT.divide(CONTEXT.ln(Decimal(number)), CONTEXT.ln(Decimal(base)))


def floor(number: Decimal) -> int:
    """The next integer below."""
    return int(number.to_integral_value(rounding="ROUND_FLOOR"))


def irrational(own: Random) -> Decimal:
    """A square root, a logarithm, or a multiple or fraction of pi, e or the golden ratio."""
    surd = CONTEXT.sqrt(Decimal(own.choice(RADICANDS)))
    names = [surd, surd, PI, CONTEXT.exp(Decimal(1)), (1 + CONTEXT.sqrt(Decimal(5))) / 2, log_of(own.choice((2, 3, 5, 7)), 10)]
    number = own.choice(names)
    return own.choice([number, number, CONTEXT.divide(Decimal(1), number), CONTEXT.divide(number, Decimal(own.randrange(2, 6)))])


def near_fraction(own: Random) -> Decimal:
    """A simple fraction, and a little more or less."""
    q = own.randrange(1, 9)
    return abs(Decimal(own.randrange(1, 4 * q)) / q + own.choice((-1, 1)) * CONTEXT.sqrt(Decimal(2)) / own.randrange(50, 2000))


def along(count: int, height: Callable[[int], int], start: int = 1) -> Terms:
    """The heights at consecutive sizes."""
    return start, tuple(height(n) for n in range(start, start + count))


def multiples(own: Random, count: int) -> Terms:
    """floor(n * alpha); one in ten is within 1/50 to 1/2000 of a simple fraction, which imitates it for so long."""
    alpha = near_fraction(own) if own.randrange(10) == 0 else irrational(own)
    return along(count, lambda n: floor(n * alpha), own.randrange(2))


def shifted_multiples(own: Random, count: int) -> Terms:
    """floor(n * alpha + beta): roundings to the nearest, ceilings, and others."""
    alpha, beta = irrational(own), own.choice([Decimal("0.5"), Decimal(own.randrange(1, 12)) / 12, irrational(own)])
    return along(count, lambda n: floor(n * alpha + beta), own.randrange(2))


def combined_multiples(own: Random, count: int) -> Terms:
    """Sums b * n + c * floor(n * alpha)."""
    alpha, b, c = irrational(own), own.randrange(-1, 4), own.choice((1, 2, 3))
    return along(count, lambda n: b * n + c * floor(n * alpha), own.randrange(2))


def steps_of_multiples(own: Random, count: int) -> Terms:
    """Sturmian words: floor((n + 1) * alpha) - floor(n * alpha)."""
    start, line = shifted_multiples(own, count + 1)
    return start, tuple(after - before for before, after in pairwise(line))


def lengths_of_powers(own: Random, count: int) -> Terms:
    """The number of digits of a^n in base b."""
    a, b = own.sample([2, 3, 5, 6, 7, 10, 11, 12, 13], 2)
    if log_of(a, b) == log_of(a, b).to_integral_value():
        a += 1
    slope = log_of(a, b)
    return along(count, lambda n: floor(n * slope) + 1, own.randrange(2))


def nested_multiples(own: Random, count: int) -> Terms:
    """floor(alpha * floor(alpha * n))."""
    alpha = irrational(own)
    return along(count, lambda n: floor(alpha * floor(alpha * n)), own.randrange(2))


def rounded_logarithms(own: Random, count: int) -> Terms:
    """floor(c * n * log n)."""
    c = Decimal(own.randrange(1, 7)) / own.randrange(1, 4)
    return along(count, lambda n: floor(c * n * CONTEXT.ln(Decimal(n))))


def lengths_of_factorials(own: Random, count: int) -> Terms:
    """The number of digits of n! in base b."""
    b = own.choice(BASES)
    terms, factorial, power, length = [], 1, b, 1
    for n in range(1, count + 1):
        factorial *= n
        while power <= factorial:
            power *= b
            length += 1
        terms.append(length)
    return 1, tuple(terms)


def roots(own: Random, count: int) -> Terms:
    """floor(sqrt(c * n)) and floor(c * n^(3/2))."""
    c, power = own.randrange(1, 20), own.choice((1, 3))
    return along(count, lambda n: isqrt(c * n**power), own.randrange(2))


def curved_multiples(own: Random, count: int) -> Terms:
    """floor(n^2 * alpha)."""
    alpha = irrational(own)
    return along(count, lambda n: floor(n * n * alpha), own.randrange(2))


def harmonic_sums(own: Random, count: int) -> Terms:
    """floor(c * (1 + 1/2 + ... + 1/n))."""
    c = own.randrange(2, 40)
    terms, total = [], Decimal(0)
    for n in range(1, count + 1):
        total = CONTEXT.add(total, CONTEXT.divide(Decimal(c), Decimal(n)))
        terms.append(floor(total + Decimal("1e-40")))  # whole sums, as 1 + 1/2 + 1/3 + 1/6 of 6, are rounded below themselves
    return 1, tuple(terms)


LINES = {
    "multiples of an irrational": multiples,
    "shifted multiples": shifted_multiples,
    "combined multiples": combined_multiples,
    "Sturmian words": steps_of_multiples,
    "lengths of powers": lengths_of_powers,
    "nested multiples": nested_multiples,
    "n log n": rounded_logarithms,
    "lengths of factorials": lengths_of_factorials,
    "rounded roots": roots,
    "multiples of squares": curved_multiples,
    "harmonic sums": harmonic_sums,
}
