"""Fingerprints of a few consecutive terms that a factor and a constant do not change.

Of WINDOW terms the WINDOW - 1 differences are taken modulo a prime and divided by the first of them that is not 0: a factor cancels in the
quotients, a constant in the differences. Terms without a difference have no fingerprint: every constant sequence would have the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

WINDOW = 5  # terms: four differences, of which the quotients are three
PRIME = 1_048_573  # the largest below 2**20: three quotients and the place of the divisor fit into 64 bits


def residues_of(terms: Sequence[int]) -> NDArray[numpy.int64]:
    """The terms modulo the prime."""
    import numpy

    return numpy.array([term % PRIME for term in terms], dtype=numpy.int64)


def fingerprints_of(windows: NDArray[numpy.int64]) -> tuple[NDArray[numpy.uint64], NDArray[numpy.bool_]]:
    """The fingerprint of each row of WINDOW residues, and whether it has one."""
    import numpy

    differences = numpy.diff(windows, axis=1) % PRIME
    divisor = (differences != 0).argmax(axis=1)
    pivots = numpy.take_along_axis(differences, divisor[:, None], axis=1)
    quotients = (differences * _inverses()[pivots] % PRIME).astype(numpy.uint64)
    prints = divisor.astype(numpy.uint64)
    for column in range(1, WINDOW - 1):
        prints = (prints << numpy.uint64(20)) | quotients[:, column]
    return prints, pivots[:, 0] != 0


@cache
def _inverses() -> NDArray[numpy.int64]:
    """The inverse of every residue modulo the prime; 0 for 0."""
    import numpy

    inverses = [0, 1]
    for value in range(2, PRIME):
        inverses.append(-(PRIME // value) * inverses[PRIME % value] % PRIME)
    return numpy.array(inverses, dtype=numpy.int64)
