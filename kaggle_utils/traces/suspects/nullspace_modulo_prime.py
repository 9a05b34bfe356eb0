"""The one solution of a homogeneous linear system, first modulo a prime, where numbers stay small."""

from __future__ import annotations

from collections.abc import Sequence

PRIME = 2**61 - 1  # a coincidence modulo it has odds of 1 in 10^18; all that passes is checked over the integers


def kernel(rows: Sequence[Sequence[int]], columns: int) -> list[int] | None:
    """The solution modulo PRIME, its last non-zero entry 1, if all solutions are multiples of one; otherwise None."""
    reduced, pivots = _eliminate(rows, columns)
    free = [column for column in range(columns) if column not in pivots]
    if len(free) != 1:
        return None
    solution = [0] * columns
    solution[free[0]] = 1
    for row, pivot in zip(reversed(reduced), reversed(pivots), strict=True):
        solution[pivot] = -sum(row[column] * solution[column] for column in range(pivot + 1, columns)) % PRIME
    return solution


def has_full_rank(rows: Sequence[Sequence[int]], columns: int) -> bool:
    """Whether zero is the only solution modulo PRIME."""
    return len(_eliminate(rows, columns)[1]) == columns


def lift(residue: int) -> int:
    """The integer of least absolute value in a residue class modulo PRIME."""
    return residue - PRIME if residue > PRIME // 2 else residue


def _eliminate(rows: Sequence[Sequence[int]], columns: int) -> tuple[list[list[int]], list[int]]:
    """Rows in echelon form with pivots 1, and the pivots' columns."""
    done: list[list[int]] = []
    pivots: list[int] = []
    for given in rows:
        row = [entry % PRIME for entry in given]
        for other, pivot in zip(done, pivots, strict=True):
            if factor := row[pivot]:
                row = [(left - factor * right) % PRIME for left, right in zip(row, other, strict=True)]
        pivot = next((column for column in range(columns) if row[column]), columns)
        if pivot == columns:
            continue
        inverse = pow(row[pivot], -1, PRIME)
        place = next((index for index, other in enumerate(pivots) if other > pivot), len(pivots))
        done.insert(place, [entry * inverse % PRIME for entry in row])
        pivots.insert(place, pivot)
        if len(pivots) == columns:
            break
    return done, pivots
