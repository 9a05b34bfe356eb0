"""Linear dependence between columns, modulo a prime."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import mul

SPARE_BITS = 16  # of a lane, above a product of two residues: 65,536 of them may be added up


def first_dependent(columns: Iterable[Sequence[int]], prime: int) -> int | None:
    """The number of the first column that is a combination of those before it, or None.

    A column is packed into one long integer, a lane of bits for each row, so that one multiplication takes a multiple of a whole column
    from another. Lanes are wide enough never to run over, and are reduced modulo the prime only where they are read.
    """
    width = (2 * prime.bit_length() + SPARE_BITS + 7) // 8  # bytes of a lane
    mask = (1 << 8 * width) - 1
    basis: list[tuple[int, int]] = []  # where the lane of the pivot begins, and the column with 1 in it
    for number, column in enumerate(columns):
        rest = _pack([x % prime for x in column], width)
        for place, vector in basis:
            factor = (rest >> place & mask) % prime
            if factor:
                rest += (prime - factor) * vector
        lanes = rest.to_bytes(width * len(column), "little")
        residues = [int.from_bytes(lanes[at : at + width], "little") % prime for at in range(0, len(lanes), width)]
        pivot = next((row for row, x in enumerate(residues) if x), -1)
        if pivot < 0:
            return number
        inverse = pow(residues[pivot], -1, prime)
        basis.append((8 * width * pivot, _pack([x * inverse % prime for x in residues], width)))
    return None


def _pack(residues: Sequence[int], width: int) -> int:
    return int.from_bytes(b"".join([x.to_bytes(width, "little") for x in residues]), "little")


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
