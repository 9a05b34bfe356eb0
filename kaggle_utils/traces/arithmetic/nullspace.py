"""Linear dependence between columns, modulo a prime."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from operator import mul

PRIME_BITS = 30
MULTIPLES = 15  # products of two residues of 30 bits, and a residue, that a lane of 64 bits holds


def first_dependent(columns: Iterable[Sequence[int]], prime: int) -> int | None:
    """The number of the first column that is a combination of those before it, or None. ``prime`` has at most 30 bits.

    A column is packed into one long integer, a lane of 64 bits for each row, so that one multiplication takes a multiple of a whole column
    from another. Lanes are reduced modulo the prime where they are read, and before they could run over.
    """
    assert prime.bit_length() <= PRIME_BITS
    basis: list[tuple[int, int]] = []  # where the lane of the pivot begins, and the column with 1 in it
    for number, column in enumerate(columns):
        rest = _pack([x % prime for x in column])
        for count, (place, vector) in enumerate(basis, 1):
            factor = (rest >> place & 0xFFFF_FFFF_FFFF_FFFF) % prime
            if factor:
                rest += (prime - factor) * vector
            if count % MULTIPLES == 0:
                rest = _pack(_unpack(rest, len(column), prime))
        residues = _unpack(rest, len(column), prime)
        pivot = next((row for row, x in enumerate(residues) if x), -1)
        if pivot < 0:
            return number
        inverse = pow(residues[pivot], -1, prime)
        basis.append((64 * pivot, _pack([x * inverse % prime for x in residues])))
    return None


def _pack(residues: Sequence[int]) -> int:
    # array has the machine's byte order, which is little-endian on every machine that CUDA or a Kaggle notebook runs on.
    return int.from_bytes(array("Q", residues).tobytes(), "little")


def _unpack(packed: int, rows: int, prime: int) -> list[int]:
    lanes = array("Q")
    lanes.frombytes(packed.to_bytes(8 * rows, "little"))
    return [x % prime for x in lanes]


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
