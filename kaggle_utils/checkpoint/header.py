"""The header of a safetensors file, which says what is in it without reading the weights."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path

from kaggle_utils.checkpoint.config import ELEMENT_BITS, Tensor
from kaggle_utils.errors import InputError

MAX_HEADER = 100_000_000  # bytes; the safetensors library refuses more (safetensors 0.8, MAX_HEADER_SIZE)
LFS_POINTER = b"version https://git-lfs"


def read_header(path: Path) -> tuple[Tensor, ...]:
    """The tensors of one file, in the order of its header. Raises InputError, as ``read_places`` does."""
    return tuple(tensor for tensor, _ in read_places(path))


def read_places(path: Path) -> tuple[tuple[Tensor, int], ...]:
    """The tensors of one file, each with the byte at which its data begin.

    A file has 8 bytes of length, little-endian, that much JSON, then the data (safetensors' format). Raises InputError for one that is cut
    off, too long, empty, or no safetensors file at all.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(LFS_POINTER))
            length = int.from_bytes(start[:8], "little")
            file.seek(8)
            text = file.read(min(length, MAX_HEADER))
    except OSError as error:
        link = f", because it is a link to {path.readlink()}" if path.is_symlink() else ""
        raise InputError(f"{path} cannot be read ({error.strerror}){link}: copy it from the model's repository") from None
    if start == LFS_POINTER:
        raise InputError(f"{path} is a Git LFS pointer, not the weights: run git lfs pull where it came from, and copy it again")
    if len(start) < 8 or not 2 <= length <= MAX_HEADER:
        raise InputError(f"{path} ({size:,} bytes) is not a safetensors file: copy it from the model's repository")
    if len(text) < length:
        raise InputError(f"{path} is cut off inside its header: {size:,} bytes of at least {8 + length:,}; copy it again")
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        entries = {name: (Tensor(name, one["dtype"], tuple(one["shape"])), *one["data_offsets"]) for name, one in header.items()}
        wrong = [name for name, (tensor, begin, end) in entries.items() if not _is_place(tensor, begin, end)]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise InputError(f"{path} has a header that does not read ({type(error).__name__}: {error}): copy it again") from None
    if not entries:
        raise InputError(f"{path} holds no tensors: copy it from the model's repository")
    if wrong:
        raise InputError(f"{path} gives {wrong[0]} a place that does not have its size: copy it again")
    places = sorted((begin, end, name) for name, (_, begin, end) in entries.items())
    for (_, before, _), (begin, _, name) in zip([(0, 0, ""), *places], places, strict=False):
        if begin != before:
            raise InputError(f"{path} has a gap or an overlap before {name}: copy it again")
    whole = 8 + length + places[-1][1]
    if size != whole:
        verb = "is cut off" if size < whole else "goes on after its last tensor"
        raise InputError(f"{path} {verb}: it has {size:,} bytes, and its header describes {whole:,}; copy it again")
    return tuple((tensor, 8 + length + begin) for tensor, begin, _ in entries.values())


def _is_place(tensor: Tensor, begin: int, end: int) -> bool:
    """Whether the bytes from ``begin`` to ``end`` are as many as the tensor needs."""
    if not all(isinstance(number, int) and number >= 0 for number in (*tensor.shape, begin, end)):
        raise ValueError(f"{tensor.name} has the shape {list(tensor.shape)} at {begin} to {end}")
    return (end - begin) * 8 == prod(tensor.shape) * ELEMENT_BITS[tensor.dtype]
