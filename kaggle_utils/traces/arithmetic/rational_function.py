"""One far coefficient of a rational function: the Bostan-Mori algorithm (SOSA 2021), exact or modulo any integer."""

from __future__ import annotations

from collections.abc import Sequence

KRONECKER_FROM = 4  # coefficients in a half; below, multiplying one by one is faster (measured, CPython 3.11)


def far_coefficient(numerator: Sequence[int], denominator: Sequence[int], index: int, mod: int | None, most_bits: int) -> int:
    """The coefficient of x^index in numerator / denominator, where the denominator starts with 1 and has the higher degree.

    With the denominator Q split into its even and odd powers, Q(x) = E(x^2) + x O(x^2), both are multiplied by Q(-x) = E - x O. Below that
    leaves even powers only, E^2 - x^2 O^2; above, one half of the powers is wanted, so the index halves. Without ``mod`` raises
    OverflowError, with the bits to be expected, before a number passes ``most_bits``.
    """
    above, below = list(numerator), list(denominator)
    if mod is not None:
        above, below = [x % mod for x in above], [x % mod for x in below]
    while index >= 1:
        if mod is None:
            above, below = _halve_exactly(above, below, index & 1)
        elif len(below) < 2 * KRONECKER_FROM:
            above, below = _halve_exactly(above, below, index & 1)
            above, below = [x % mod for x in above], [x % mod for x in below]
        else:
            above, below = _halve_packed(above, below, index & 1, mod)
        index >>= 1
        if mod is None and index:
            bits = max(x.bit_length() for x in below) + max((x.bit_length() for x in above), default=0)
            if bits * 2 > most_bits:
                raise OverflowError(bits * index)
    value = above[0] if above else 0
    return value if mod is None else value % mod


def _halve_exactly(above: list[int], below: list[int], parity: int) -> tuple[list[int], list[int]]:
    flipped = [-x if place & 1 else x for place, x in enumerate(below)]
    return _product(above, flipped)[parity::2], _product(below, flipped)[::2]


def _product(left: list[int], right: list[int]) -> list[int]:
    product = [0] * max(0, len(left) + len(right) - 1)
    for place, x in enumerate(left):
        if x:
            for offset, y in enumerate(right, place):
                product[offset] += x * y
    return product


def _halve_packed(above: list[int], below: list[int], parity: int, mod: int) -> tuple[list[int], list[int]]:
    """The same by products of long integers with a slot for each coefficient (Kronecker substitution)."""
    terms = (len(below) + 1) // 2
    width = (2 * mod.bit_length() + (2 * terms).bit_length() + 7) // 8
    one_up = 8 * width
    even, odd = _pack(below[::2], width), _pack(below[1::2], width)
    minus_odd = _pack([mod] * (len(below) // 2), width) - odd
    above_even, above_odd = _pack(above[::2], width), _pack(above[1::2], width)
    first, second = (above_odd, above_even) if parity else (above_even, above_odd << one_up)
    upper = first * even + second * minus_odd
    lower = even * even + (odd * minus_odd << one_up)
    size_above = (len(above) + len(below) - parity) // 2
    return _unpack(upper, size_above, width, mod), _unpack(lower, len(below), width, mod)


def _pack(coefficients: list[int], width: int) -> int:
    return int.from_bytes(b"".join([x.to_bytes(width, "little") for x in coefficients]), "little")


def _unpack(packed: int, count: int, width: int, mod: int) -> list[int]:
    data = packed.to_bytes(width * (count + 1), "little")
    return [int.from_bytes(data[at : at + width], "little") % mod for at in range(0, width * count, width)]
