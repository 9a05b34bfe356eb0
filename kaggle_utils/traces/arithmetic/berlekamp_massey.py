"""Berlekamp-Massey: the shortest linear recurrences of a sequence over a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul


@dataclass(frozen=True)
class Fit:
    """``sum(connection[i] * terms[k - i]) == 0`` holds for ``order <= k < length`` and is broken at ``length`` if there is such a term."""

    order: int
    connection: tuple[int, ...]
    length: int


def berlekamp_massey(terms: Sequence[int], prime: int) -> list[Fit]:
    """Every recurrence on the way with terms to spare (``length > 2 * order``), the one of all terms last. Massey (1969).

    ``terms`` are residues modulo ``prime``. Raises ValueError when the modulus turns out to be no prime.
    """
    fits: list[Fit] = []
    backwards = terms[::-1]
    count = len(terms)
    connection, previous = [1], [1]
    order, gap, last = 0, 1, 1
    for position in range(count):
        window = backwards[count - 1 - position : count - 1 - position + len(connection)]
        discrepancy = sum(map(mul, connection, window)) % prime
        if discrepancy == 0:
            gap += 1
            continue
        if position > 2 * order:
            fits.append(Fit(order, tuple(connection), position))
        factor = discrepancy * pow(last, -1, prime) % prime
        longer = connection + [0] * (gap + len(previous) - len(connection))
        for index, coefficient in enumerate(previous, gap):
            longer[index] = (longer[index] - factor * coefficient) % prime
        if 2 * order <= position:
            previous, last, order, gap = connection, discrepancy, position + 1 - order, 1
        else:
            gap += 1
        connection = longer
    if count > 2 * order:
        fits.append(Fit(order, tuple(connection), count))
    return fits
