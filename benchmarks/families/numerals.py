"""Digits and bits of powers and of the sizes themselves."""

from __future__ import annotations

from math import isqrt
from random import Random

from benchmarks.families.lines import RADICANDS, Terms, floor, irrational
from benchmarks.families.words import digits


def leading_digits(own: Random, count: int) -> Terms:
    """The first digit, or the first two, of a^n: a rotation of the circle, cut at logarithms."""
    a, divisor = own.choice((2, 3, 4, 5, 6, 7, 8, 9, 11, 12)), own.choice((1, 1, 1, 2))
    start = 0 if divisor == 1 else 8
    return start, tuple(int(str(a**n)[:divisor]) for n in range(start, start + count))


def digit_sums_of_powers(own: Random, count: int) -> Terms:
    """The sum of the decimal digits, or the number of ones in the bits, of a^n."""
    a, base = own.choice((2, 3, 5, 6, 7)), own.choice((2, 10))
    power, terms = 1, []
    for _ in range(count):
        terms.append(power.bit_count() if base == 2 else sum(map(int, str(power))))
        power *= a
    return 0, tuple(terms)


def counts_of_a_digit(own: Random, count: int) -> Terms:
    """How often one digit stands in a^n."""
    a, digit = own.choice((2, 3, 5, 6, 7)), str(own.randrange(10))
    return 0, tuple(str(a**n).count(digit) for n in range(count))


def middle_digits(own: Random, count: int) -> Terms:
    """The digit, or the bit, in the middle of a^n."""
    a, base = own.choice((3, 5, 6, 7)), own.choice((2, 10))
    texts = (f"{a**n:b}" if base == 2 else str(a**n) for n in range(count))
    return 0, tuple(int(text[len(text) // 2]) for text in texts)


def digits_of_constants(own: Random, count: int) -> Terms:
    """The digits of a square root in a small base."""
    base, radicand = own.choice((2, 3, 10)), own.choice(RADICANDS)
    return 1, tuple(digits(isqrt(radicand * base ** (2 * count)), base)[: -count - 1 : -1])


def fractional_parts(own: Random, count: int) -> Terms:
    """floor(m * (n * alpha mod 1)): a rotation of the circle, cut into m equal parts."""
    alpha, m = irrational(own), own.choice((2, 3, 4, 5, 10))
    return 0, tuple(floor(m * (n * alpha - floor(n * alpha))) for n in range(count))


def zeros_of_factorials(own: Random, count: int) -> Terms:
    """The exponent of a prime in n!."""
    prime, start = own.choice((2, 3, 5, 7)), own.randrange(2)
    return start, tuple((n - sum(digits(n, prime))) // (prime - 1) for n in range(start, start + count))


def restricted_numerals(own: Random, count: int) -> Terms:
    """The numbers whose digits in one base are those of n in a smaller one: sums of distinct powers, sets without progressions."""
    small, large = own.choice(((2, 3), (2, 4), (3, 4), (2, 5), (2, 10), (3, 5)))
    return 0, tuple(sum(digit * large**place for place, digit in enumerate(digits(n, small))) for n in range(count))


def survivors(own: Random, count: int) -> Terms:
    """Who is left when every k-th of n is counted out (Josephus)."""
    step = own.choice((2, 3, 4, 5))
    last, terms = 0, []
    for n in range(1, count + 1):
        last = (last + step) % n
        terms.append(last + 1)
    return 1, tuple(terms)


def bitwise(own: Random, count: int) -> Terms:
    """Sizes with their bits shifted and combined: Gray's code, n xor 2n, n and n^2, reversals."""
    combine = own.choice(
        (
            lambda n: n ^ n >> 1,
            lambda n: n ^ 2 * n,
            lambda n: n ^ 3 * n,
            lambda n: n & n * n,
            lambda n: int(bin(n)[:1:-1], 2),
            lambda n: n | n >> 1,
        )
    )
    return 0, tuple(combine(n) for n in range(count))


NUMERALS = {
    "leading digits of powers": leading_digits,
    "digit sums of powers": digit_sums_of_powers,
    "counts of a digit in powers": counts_of_a_digit,
    "middle digits of powers": middle_digits,
    "digits of constants": digits_of_constants,
    "fractional parts": fractional_parts,
    "zeros of factorials": zeros_of_factorials,
    "restricted numerals": restricted_numerals,
    "survivors": survivors,
    "combined bits": bitwise,
}
