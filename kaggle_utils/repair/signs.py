"""Signs of misreadings: how a program's values f(n) relate to the right ones. Each is a function of the right values and of those told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import comb, factorial

Values = Mapping[int, int]
Sign = Callable[[Values, Values], bool]

MIN_VALUE = 3  # right values below it say nothing about factors: most numbers are multiples of 1 and 2
MIN_SAME = 3  # equal values that say that nothing is counted
MIN_TERMS = 4  # that a formula has to give; three terms are given by many
MAX_FORMULA_SIZE = 60  # n of a power or a factorial that is computed
_FORMULAS: tuple[Callable[[int], int], ...] = (
    lambda n: n + 1,
    lambda n: 2 * n,
    lambda n: 2 * n - 1,
    lambda n: n * n,
    lambda n: (n + 1) ** 2,
    lambda n: n**3,
    lambda n: n * (n - 1) // 2,
    lambda n: n * (n + 1) // 2,
    lambda n: n * (n - 1),
    lambda n: n * (n + 1),
    lambda n: 1 << n,
    lambda n: 1 << max(n - 1, 0),
    lambda n: 2 << n,
    lambda n: (1 << n) - 1,
    lambda n: n << max(n - 1, 0),
    lambda n: 3**n,
    lambda n: 3 ** max(n - 1, 0),
    lambda n: 4**n,
    factorial,
    lambda n: factorial(max(n - 1, 0)),
    lambda n: comb(2 * n, n),
    lambda n: comb(2 * n, n) // (n + 1),
    lambda n: n**n,
    lambda n: _fibonacci(n),
    lambda n: _fibonacci(n + 1),
    lambda n: _fibonacci(n + 2),
)


def counts_nothing(_: Values, told: Values) -> bool:
    """Every value is the same, or is the size itself."""
    return len(told) >= MIN_SAME and (len(set(told.values())) == 1 or all(size == value for size, value in told.items()))


def is_shifted(right: Values, told: Values) -> bool:
    """The values are the right ones of the sizes before or after."""
    return any(_is_same({size + step: value for size, value in told.items()}, right) for step in (-1, 1))


def is_next_to(right: Values, told: Values) -> bool:
    """Every value is one less, or every value is one more, than the right one."""
    return len({told[size] - right[size] for size in _shared(right, told)}) == 1 and all(
        abs(told[size] - right[size]) == 1 for size in _shared(right, told)
    )


def is_total(right: Values, told: Values) -> bool:
    """The values are the sums of the right ones up to there: they grow by the right value from each size to the next."""
    steps = {size: told[size] - told[before] for before, size in pairwise(sorted(told)) if size == before + 1}
    return len(steps) > 1 and _is_same(steps, right)


def is_multiple(right: Values, told: Values) -> bool:
    """Every right value was counted several times."""
    return _divides(right, told)


def is_divisor(right: Values, told: Values) -> bool:
    """Several of what should be counted were counted once."""
    return _divides(told, right)


def is_formula(_: Values, told: Values) -> bool:
    """The values are those of a formula that is guessed often, such as a power of two or Fibonacci's numbers."""
    if len(told) < MIN_TERMS:
        return False
    some = {size: value for size, value in told.items() if 0 <= size <= MAX_FORMULA_SIZE}
    return len(some) >= MIN_TERMS and any(all(formula(size) == value for size, value in some.items()) for formula in _FORMULAS)


def _shared(right: Values, told: Values) -> list[int]:
    return [size for size in right if size in told]


def _is_same(some: Values, others: Values) -> bool:
    """Whether two sets of values agree where they overlap, on more than zeros and ones."""
    shared = _shared(some, others)
    return any(others[size] >= MIN_VALUE for size in shared) and all(some[size] == others[size] for size in shared)


def _divides(small: Values, large: Values) -> bool:
    """Whether each value of the one divides that of the other, and some are larger than small ones by a factor."""
    shared = [size for size in _shared(small, large) if small[size] or large[size]]
    telling = [size for size in shared if small[size] >= MIN_VALUE]
    return bool(telling) and all(
        small[size] > 0 and large[size] % small[size] == 0 and (large[size] > small[size] or size not in telling) for size in shared
    )


def _fibonacci(n: int) -> int:
    one, two = 0, 1
    for _ in range(n):
        one, two = two, one + two
    return one


SIGNS: Mapping[str, Sign] = {
    "counts_nothing": counts_nothing,
    "is_divisor": is_divisor,
    "is_formula": is_formula,
    "is_multiple": is_multiple,
    "is_next_to": is_next_to,
    "is_shifted": is_shifted,
    "is_total": is_total,
}
