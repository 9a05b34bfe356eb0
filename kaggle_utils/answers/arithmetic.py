"""Exact values of unevaluated trees of sympy, refused by their size before they are worked out.

Trees are distinguished by the names of their classes, so that sympy need not be imported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

MAX_SIZE = 16_384  # bits of any value on the way; an answer has at most 4,000 digits, which are 13,288 bits


class NotExactError(ValueError):
    """A tree has no exact rational value here, or one that is too large."""


def evaluate_tree(tree: Any) -> Fraction:
    """The value of a tree of numbers. Raises NotExactError for everything else. Takes milliseconds at most."""
    if getattr(tree, "is_Rational", False):
        return _bounded(Fraction(int(tree.p), int(tree.q)))
    if getattr(tree, "is_Float", False):
        return _bounded(Fraction(str(tree)))  # 1.2 is 6/5, as it was written
    operation = _OPERATIONS.get(type(tree).__name__)
    if operation is None:
        raise NotExactError(f"no exact value: {type(tree).__name__}")
    return _bounded(operation([evaluate_tree(part) for part in tree.args]))


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() + value.denominator.bit_length() > MAX_SIZE:
        raise NotExactError("too large")
    return value


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise NotExactError("an integer is wanted")
    return value.numerator


def _add(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _multiply(values: Sequence[Fraction]) -> Fraction:
    product = Fraction(1)
    for value in values:
        product = _bounded(product * value)
    return product


def _power(values: Sequence[Fraction]) -> Fraction:
    base, exponent = values
    if base == 0 and exponent <= 0:
        raise NotExactError("a power of zero")
    base = _root(base, exponent.denominator)
    if abs(base) in (0, 1):
        return base if exponent.numerator % 2 else abs(base)
    if max(abs(base.numerator), base.denominator).bit_length() * abs(exponent.numerator) > 2 * MAX_SIZE:
        raise NotExactError("too large")
    return base**exponent.numerator


def _root(value: Fraction, degree: int) -> Fraction:
    if degree == 1:
        return value
    if value < 0 or degree > MAX_SIZE:
        raise NotExactError("no real root")
    root = Fraction(_floor_root(value.numerator, degree), _floor_root(value.denominator, degree))
    if root**degree != value:
        raise NotExactError("irrational")
    return root


def _floor_root(value: int, degree: int) -> int:
    """The integer part of a root, by Newton's iteration from above."""
    if value < 2:
        return value
    root = 1 << -(-value.bit_length() // degree)
    while True:
        smaller = ((degree - 1) * root + value // root ** (degree - 1)) // degree
        if smaller >= root:
            return root
        root = smaller


def _factorial(values: Sequence[Fraction]) -> Fraction:
    number = _whole(values[0])
    if not 0 <= number <= MAX_SIZE or math.lgamma(number + 1) > MAX_SIZE * math.log(2):
        raise NotExactError("no factorial, or too large")
    return Fraction(math.factorial(number))


def _binomial(values: Sequence[Fraction]) -> Fraction:
    upper, lower = map(_whole, values)
    if upper < 0 or lower < 0:
        raise NotExactError("no number of subsets")
    chosen = max(0, min(lower, upper - lower))
    if chosen * (upper.bit_length() - chosen.bit_length()) > MAX_SIZE:  # (upper / chosen) ** chosen is a lower bound
        raise NotExactError("too large")
    return Fraction(math.comb(upper, lower))


_OPERATIONS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "Add": _add,
    "Mul": _multiply,
    "Pow": _power,
    "factorial": _factorial,
    "binomial": _binomial,
    "floor": lambda values: Fraction(math.floor(values[0])),
    "ceiling": lambda values: Fraction(math.ceil(values[0])),
}
