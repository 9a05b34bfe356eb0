"""From residues back to integers and fractions."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, isqrt


def balanced(residue: int, modulus: int) -> int:
    """The integer of least absolute value in a residue class."""
    residue %= modulus
    return residue - modulus if residue > modulus >> 1 else residue


def rational(residue: int, modulus: int) -> tuple[int, int] | None:
    """The fraction (numerator, denominator) of a residue with both below sqrt(modulus / 2), or None. Wang's algorithm (1981)."""
    bound = isqrt(modulus >> 1)
    older, newer = modulus, residue % modulus
    before, after = 0, 1
    while newer > bound:
        quotient = older // newer
        older, newer = newer, older - quotient * newer
        before, after = after, before - quotient * after
    if not 0 < abs(after) <= bound or gcd(newer, after) != 1:
        return None
    return (newer, after) if after > 0 else (-newer, -after)


def primitive(residues: Sequence[int], modulus: int) -> list[int] | None:
    """The integers without common factor that are proportional to the residues, the last of which is 1; None if they are too large."""
    denominator = 1
    for residue in residues:
        fraction = rational(residue * denominator, modulus)
        if fraction is None:
            return None
        denominator *= fraction[1]
        if denominator * denominator > modulus:
            return None
    integers = [balanced(residue * denominator, modulus) for residue in residues]
    common = gcd(*integers)
    return [integer // common for integer in integers]
