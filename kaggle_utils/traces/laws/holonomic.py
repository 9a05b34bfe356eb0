"""Recurrences with polynomial coefficients: the rule that hypergeometric, P-recursive and exponential laws come down to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, log2
from typing import Any

from kaggle_utils.traces.arithmetic.long_integers import has_flint, long_integer
from kaggle_utils.traces.arithmetic.primes import factor
from kaggle_utils.traces.laws.linear import coefficient_bits
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError, reduce
from kaggle_utils.traces.notation import polynomial, power, term

FEW = 1000  # terms that are unrolled one by one; binary splitting pays for more
SLOW_DIVISION = 6_000_000  # bits, over the order; above, Python's quadratic division takes seconds (measured), flint's does not
FLINT_BITS = 400_000_000  # a factorial of 10^7 has 2e8 bits: about a minute


@dataclass(frozen=True)
class HolonomicRule(Rule):
    """``sum(p_i(n) * a(n + i) for i in 0..order) == 0`` for all n from ``start`` on, where p_i has the coefficients ``polynomials[i]``.

    The leading polynomial has no root where it is used. ``freedom`` and ``idle`` are what the finder counted.
    """

    kind: Kind
    start: int
    polynomials: tuple[tuple[int, ...], ...]
    initial: tuple[int, ...]
    freedom: int
    idle: int

    @property
    def skip(self) -> int:
        return len(self.initial) - self.order

    @property
    def order(self) -> int:
        return len(self.polynomials) - 1

    @property
    def degree(self) -> int:
        return max(len(p) for p in self.polynomials) - 1

    @property
    def degrees_of_freedom(self) -> int:
        return self.freedom

    @property
    def idle_terms(self) -> int:
        return self.idle

    @property
    def description_bits(self) -> float:
        return sum(coefficient_bits(p) for p in self.polynomials)

    def first(self, count: int) -> list[int] | None:
        values = list(self.initial[:count])
        *rest, leading = self.polynomials
        order = self.order
        for position in range(len(self.initial), count):
            n = self.start + position - order
            divisor = evaluate(leading, n)
            if divisor == 0:
                return None
            total = -sum(evaluate(p, n) * values[position - order + i] for i, p in enumerate(rest))
            value, remainder = divmod(total, divisor)
            if remainder:
                return None
            values.append(value)
        return values

    def at(self, position: int, mod: int | None = None) -> int:
        if position < len(self.initial):
            return reduce(self.initial[position], mod)
        if mod is not None:
            value = self._modular(position, mod)
            if value is not None:
                return value
        if position <= FEW:
            values = self.first(position + 1)
            if values is None:
                raise ArithmeticError(f"this law gives fractions before the term {position} places after the first")
            return reduce(values[-1], mod)
        return reduce(self._split(position), mod)

    # -- modulo m: small numbers only, while no division fails -----------------------------------------------------------------------

    def _modular(self, position: int, mod: int) -> int | None:
        """The residue step by step, or None if a leading coefficient shares a factor with the modulus."""
        work = float(position) * sum(len(p) for p in self.polynomials) * (mod.bit_length() / 64 + 1) ** 2 * 4
        if work > MAX_WORK:
            raise UnreachableError(position, work)
        if self.order == 1:
            try:
                return self._hypergeometric(position, mod)
            except ValueError:  # a modulus that cannot be factored
                pass
        *rest, leading = self.polynomials
        window = [value % mod for value in self.initial[-self.order :]]
        for place in range(len(self.initial), position + 1):
            n = self.start + place - self.order
            divisor = evaluate(leading, n) % mod
            if gcd(divisor, mod) != 1:
                return None
            total = sum(evaluate(p, n) * value for p, value in zip(rest, window, strict=True))
            window = [*window[1:], -total * pow(divisor, -1, mod) % mod]
        return window[-1]

    def _hypergeometric(self, position: int, mod: int) -> int:
        """A product of quotients: the prime factors of the modulus are counted, the rest is multiplied modulo it."""
        exponents = dict.fromkeys([prime for prime, _ in factor(mod)], 0)
        above, below = 1, 1
        trailing, leading = self.polynomials
        for place in range(len(self.initial), position + 1):
            n = self.start + place - 1
            numerator, denominator = -evaluate(trailing, n), evaluate(leading, n)
            if numerator == 0:
                return 0
            for prime in exponents:
                while numerator % prime == 0:
                    numerator //= prime
                    exponents[prime] += 1
                while denominator % prime == 0:
                    denominator //= prime
                    exponents[prime] -= 1
            above = above * numerator % mod
            below = below * denominator % mod
        first = self.initial[-1]
        if first == 0:
            return 0
        for prime in exponents:
            while first % prime == 0:
                first //= prime
                exponents[prime] += 1
        value = first * above * pow(below, -1, mod)
        for prime, exponent in exponents.items():
            value *= pow(prime, exponent, mod)
        return value % mod

    # -- exactly: one long product of matrices, one division --------------------------------------------------------------------------

    def _split(self, position: int) -> int:
        """Binary splitting: the product of the companion matrices over the product of the leading coefficients."""
        steps = position + 1 - len(self.initial)
        largest = max(abs(c).bit_length() for p in self.polynomials for c in p)
        bits = steps * (self.degree * log2(abs(self.start) + position + 1) + largest)
        if bits > (FLINT_BITS if has_flint() else SLOW_DIVISION) / self.order:
            raise UnreachableError(position, self.order**3 * (bits / 64) ** 1.58)
        first = self.start + len(self.initial) - self.order
        matrix, divisor = self._product(first, first + steps)
        last = matrix[-1]
        total = sum(entry * value for entry, value in zip(last, self.initial[-self.order :], strict=True))
        value, remainder = divmod(total, divisor)
        if remainder:
            raise ArithmeticError(f"this law gives a fraction for the term {position} places after the first")
        return int(value)

    def _product(self, low: int, high: int) -> tuple[list[list[Any]], Any]:
        """Of the steps from index ``low`` to ``high`` - 1, the last one leftmost."""
        if high - low == 1:
            integer = long_integer()
            *rest, leading = (evaluate(p, low) for p in self.polynomials)
            shift = [[integer(leading if column == row + 1 else 0) for column in range(self.order)] for row in range(self.order - 1)]
            return [*shift, [integer(-value) for value in rest]], integer(leading)
        middle = (low + high) // 2
        right, right_divisor = self._product(low, middle)
        left, left_divisor = self._product(middle, high)
        columns = list(zip(*right, strict=True))
        product = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in left]
        return product, left_divisor * right_divisor

    # -- in words ---------------------------------------------------------------------------------------------------------------------

    def recurrence(self, latex: bool = False) -> str:
        first = self.start + self.skip
        times = " " if latex else "*"
        parts = [f"({polynomial(p, 'n', latex)}){times}{term(i, latex)}" for i, p in reversed(list(enumerate(self.polynomials))) if any(p)]
        bound = rf"\quad (n \ge {first})" if latex else f" for n >= {first}"
        return f"{' + '.join(parts)} = 0{bound}"

    def generating_function(self, latex: bool = False) -> str:
        """The differential equation of A(x), the sum of a(n) x^n, in t = x d/dx; both sides up to a polynomial."""
        theta = r"\theta" if latex else "t"
        times = " " if latex else "*"
        parts = []
        for i, p in reversed(list(enumerate(self.polynomials))):
            if any(p):
                factor_ = power("x", self.order - i, latex)
                parts.append(f"{factor_ + times if factor_ else ''}({polynomial(shifted(p, -i), theta, latex)}){times}A")
        end = r"\in \mathbb{Q}[x],\ \theta = x \frac{d}{dx}" if latex else "is a polynomial in x, where t = x*d/dx"
        return f"{' + '.join(parts)} {end}"


def evaluate(coefficients: Sequence[int], n: int) -> int:
    """A polynomial at n, the constant coming first."""
    value = 0
    for coefficient in reversed(coefficients):
        value = value * n + coefficient
    return value


def shifted(coefficients: Sequence[int], by: int) -> list[int]:
    """The polynomial p(x + by)."""
    result: list[int] = []
    for coefficient in reversed(coefficients):
        times = [0, *result]
        for exponent, value in enumerate(result):
            times[exponent] += by * value
        times[0] += coefficient
        result = times[: len(coefficients)]
    return result
