"""Linear dependence between columns, modulo a prime."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import mul


def first_dependent(columns: Iterable[Sequence[int]], prime: int) -> int | None:
    """The number of the first column that is a combination of those before it, or None.

    Row by row of its pivots every column shrinks, and is reduced modulo the prime only where a pivot is read: products of two residues of
    30 bits add up to little more than 60, so this is twice as fast as reducing after every step.
    """
    basis: list[tuple[int, list[int]]] = []
    for number, column in enumerate(columns):
        rest = list(column)
        for pivot, vector in basis:
            factor = rest.pop(pivot) % prime
            if factor:
                rest = [x - factor * y for x, y in zip(rest, vector, strict=True)]
        rest = [x % prime for x in rest]
        pivot = next((row for row, x in enumerate(rest) if x), -1)
        if pivot < 0:
            return number
        inverse = pow(rest.pop(pivot), -1, prime)
        basis.append((pivot, [x * inverse % prime for x in rest]))
    return None


def combination(columns: Sequence[Sequence[int]], prime: int) -> list[int] | None:
    """Residues x with ``sum(x[i] * columns[i]) == 0`` and the last of them 1, where all columns but the last are independent; or None."""
    width = len(columns) - 1
    rows = [[x % prime for x in row] for row in zip(*columns, strict=True)]
    echelon: list[list[int]] = []
    for _ in range(width):
        pivot = next((number for number, row in enumerate(rows) if row[0]), -1)
        if pivot < 0:
            return None
        chosen = rows.pop(pivot)
        inverse = pow(chosen[0], -1, prime)
        head = [x * inverse % prime for x in chosen[1:]]
        echelon.append(head)
        rows = [[(x - row[0] * y) % prime for x, y in zip(row[1:], head, strict=True)] if row[0] else row[1:] for row in rows]
    if any(row[0] for row in rows):
        return None
    solution = [1]
    for head in reversed(echelon):
        solution.insert(0, -sum(map(mul, head, solution)) % prime)
    return solution
