"""Whether the numbers in a safetensors file are finite, and which tensors are all zeros, read piece by piece with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.checkpoint.header import read_places

PIECE = 2**24  # bytes read at once
# Of each type: the integer of its width, all bits but the sign, and those of its exponent (IEEE 754; bfloat16 is float32's upper half). A
# number whose exponent has every bit set is infinite or not a number.
BITS: Mapping[str, tuple[str, int, int]] = {
    "F16": ("<u2", 0x7FFF, 0x7C00),
    "BF16": ("<u2", 0x7FFF, 0x7F80),
    "F32": ("<u4", 0x7FFF_FFFF, 0x7F80_0000),
}


@dataclass(frozen=True)
class Scan:
    """The tensors that hold infinite numbers or NaN, those that hold only zeros, and those of a type that is not looked into."""

    bad: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def scan(path: Path) -> Scan:
    """Read every number of a file. Raises InputError for one that is not whole."""
    import numpy

    bad, zero, unread = [], [], []
    with path.open("rb") as file:
        for tensor, begin in read_places(path):
            if tensor.dtype not in BITS:
                unread.append(tensor.name)
                continue
            word, size_bits, exponent = BITS[tensor.dtype]
            file.seek(begin)
            largest, left = 0, tensor.size
            while left:
                piece = file.read(min(PIECE, left))
                left -= len(piece)
                # Without the sign, floats are in the order of their bits, so the largest word says both things.
                largest = max(largest, int((numpy.frombuffer(piece, word) & size_bits).max()))
            if largest >= exponent:
                bad.append(tensor.name)
            elif not largest:
                zero.append(tensor.name)
    return Scan(tuple(bad), tuple(zero), tuple(unread))
