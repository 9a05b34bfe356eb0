from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.nullspace import combination, first_dependent
from kaggle_utils.traces.arithmetic.primes import PRIME, SMALL_PRIME


@given(st.integers(1, 8), st.integers(0, 4), st.integers(0, 10**9))
def test_a_column_that_depends_on_those_before_it_is_found_with_the_combination(width: int, extra: int, seed: int) -> None:
    own = random.Random(seed)
    columns = [[own.randrange(1, 10**6) for _ in range(width + extra)] for _ in range(width)]
    factors = [own.randrange(1, 100) for _ in columns]
    columns.append([sum(f * c[row] for f, c in zip(factors, columns, strict=True)) for row in range(width + extra)])
    assert first_dependent(columns, SMALL_PRIME) == width
    solution = combination(columns, PRIME)
    assert solution == [-f % PRIME for f in factors] + [1]


def test_independent_columns_have_no_combination() -> None:
    columns = [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert first_dependent(columns, SMALL_PRIME) is None
    assert combination(columns, PRIME) is None


def test_a_zero_column_depends_on_nothing() -> None:
    assert first_dependent([[1, 2], [0, 0]], SMALL_PRIME) == 1
