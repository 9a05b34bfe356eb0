from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.local_ring import solve


@given(st.sampled_from([(2, 3), (5, 3), (3, 4), (2, 10)]), st.integers(1, 5), st.integers(0, 4), st.integers(0, 10**9))
def test_a_system_with_a_solution_is_solved(ring: tuple[int, int], width: int, extra: int, seed: int) -> None:
    prime, exponent = ring
    modulus = prime**exponent
    own = random.Random(seed)
    hidden = [own.randrange(modulus) for _ in range(width)]
    rows = [[own.randrange(modulus) * prime ** own.randrange(2) for _ in range(width)] for _ in range(width + extra)]
    equations = [[*row, sum(a * x for a, x in zip(row, hidden, strict=True))] for row in rows]
    solution = solve(equations, prime, exponent)
    assert solution is not None
    assert all((sum(a * x for a, x in zip(row, solution, strict=False)) - row[-1]) % modulus == 0 for row in equations)


def test_a_system_without_a_solution_has_none() -> None:
    assert solve([[2, 1]], 2, 3) is None
    assert solve([[1, 1], [1, 2]], 5, 2) is None
