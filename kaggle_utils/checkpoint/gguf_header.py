"""The header of a GGUF file: what it says of the model, and its tensors' names, types and shapes. The weights are not read.

Our own reader instead of llama.cpp's package ``gguf``: that one needs numpy, makes an array of every token of the vocabulary, takes a
big-endian file for any other, and of a file that is cut off says only that an array cannot be reshaped (docs/memory.md has the figures).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO, TypeAlias

from kaggle_utils.checkpoint.gguf_types import BLOCK_TYPES, GgufTensor
from kaggle_utils.checkpoint.header import LFS_POINTER
from kaggle_utils.errors import InputError

MAGIC = b"GGUF"
OLD_MAGICS = (b"lmgg", b"fmgg", b"tjgg", b"algg")  # ggml, ggmf, ggjt and ggla, the forms before GGUF, as their bytes lie in the file
VERSIONS = (2, 3)  # that llama.cpp reads (gguf.cpp: "GGUFv1 is no longer supported")
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}  # by gguf.h's gguf_type
STRING, ARRAY = 8, 9
ALIGNMENT = 32  # bytes, unless general.alignment says another (gguf.h, GGUF_DEFAULT_ALIGNMENT)
MAX_DIMENSIONS = 4  # ggml.h, GGML_MAX_DIMS
MAX_KEPT = 1024  # elements of an array that is kept; of longer ones, such as the vocabulary, only the length is
MIN_ENTRY, MIN_TENSOR = 13, 32  # bytes that a key with its value, and a tensor's description, take at least
WAY_OUT = "copy it again from the model's repository"


@dataclass(frozen=True)
class LongArray:
    """An array whose elements are not kept."""

    length: int


Value: TypeAlias = int | float | bool | str | tuple[int | float | bool | str, ...] | LongArray


@dataclass(frozen=True)
class GgufHeader:
    """A file's keys with their values, and its tensors. ``size`` is the file's in bytes."""

    metadata: Mapping[str, Value]
    tensors: tuple[GgufTensor, ...]
    size: int


def read_gguf_header(path: Path) -> GgufHeader:
    """Read one file's header.

    Raises InputError for a file that is not GGUF, of a version or byte order that llama.cpp refuses, cut off, or with tensors that do not
    lie where the format puts them.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _read(_Cursor(file, path, size))
    except OSError as error:
        link = f", because it is a link to {path.readlink()}" if path.is_symlink() else ""
        raise InputError(f"{path} cannot be read ({error.strerror}){link}: {WAY_OUT}") from None


class _Cursor:
    """Reads numbers and texts one after another, and never past the end of the file."""

    def __init__(self, file: BinaryIO, path: Path, size: int) -> None:
        self._file = file
        self.path = path
        self.size = size
        self.position = 0

    def take(self, length: int) -> bytes:
        self.expect(length)
        content = self._file.read(length)
        self.position += length
        if len(content) < length:
            raise InputError(f"{self.path} became shorter while it was read: {WAY_OUT}")
        return content

    def expect(self, length: int) -> None:
        """Raise InputError unless so many bytes are left."""
        if length > self.size - self.position:
            raise InputError(f"{self.path} is cut off inside its header: it has {self.size:,} bytes; {WAY_OUT}")

    def move_to(self, position: int) -> None:
        self._file.seek(position)
        self.position = position

    def number(self, form: str) -> int:
        return int(self.scalar(form))

    def scalar(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))[0]
        return value

    def text(self) -> str:
        return self.take(self.number("Q")).decode(errors="replace")


def _read(cursor: _Cursor) -> GgufHeader:
    _check_start(cursor)
    tensors, entries = cursor.number("Q"), cursor.number("Q")
    cursor.expect(tensors * MIN_TENSOR + entries * MIN_ENTRY)
    metadata: dict[str, Value] = {}
    for _ in range(entries):
        key = cursor.text()
        if key in metadata:
            raise InputError(f"{cursor.path} has the key {key} twice: {WAY_OUT}")
        metadata[key] = _read_value(cursor, key, cursor.number("I"))
    return GgufHeader(metadata, _read_tensors(cursor, tensors, _alignment(cursor.path, metadata)), cursor.size)


def _check_start(cursor: _Cursor) -> None:
    path = cursor.path
    start = cursor.take(min(cursor.size, len(LFS_POINTER)))
    if start == LFS_POINTER:
        raise InputError(f"{path} is a Git LFS pointer, not the model: run git lfs pull where it came from, and copy it again")
    if start[:4] in OLD_MAGICS:
        raise InputError(f"{path} is in a form from before GGUF, which llama.cpp reads no longer: take the model's GGUF file")
    if start[:4] != MAGIC:
        raise InputError(f"{path} is not a GGUF file: it begins with {start[:4]!r} instead of {MAGIC!r}; {WAY_OUT}")
    if len(start) < 8:
        cursor.expect(8)
    little, big = struct.unpack("<I", start[4:8])[0], struct.unpack(">I", start[4:8])[0]
    if little % 2**16 == 0 and big % 2**16:
        raise InputError(f"{path} is big-endian, made for other processors than this machine's: take the model's ordinary GGUF file")
    if little == 1:
        raise InputError(f"{path} is GGUF version 1, which llama.cpp reads no longer: take a newer GGUF file of the model")
    if little not in VERSIONS:
        raise InputError(f"{path} is GGUF version {little}, and the versions known are {VERSIONS[0]} and {VERSIONS[1]}: take another file")
    cursor.move_to(8)


def _read_value(cursor: _Cursor, key: str, kind: int) -> Value:
    if kind == STRING:
        return cursor.text()
    if kind in SCALARS:
        return cursor.scalar(SCALARS[kind])
    if kind != ARRAY:
        raise InputError(f"{cursor.path} gives {key} a value of type {kind}, which is not in the format: {WAY_OUT}")
    inner, length = cursor.number("I"), cursor.number("Q")
    if inner in SCALARS:
        size = struct.calcsize(f"<{SCALARS[inner]}")
        cursor.expect(length * size)
        if length > MAX_KEPT:
            cursor.move_to(cursor.position + length * size)
            return LongArray(length)
        return struct.unpack(f"<{length}{SCALARS[inner]}", cursor.take(length * size))
    if inner != STRING:
        raise InputError(f"{cursor.path} gives {key} an array of type {inner}, which is not in the format: {WAY_OUT}")
    cursor.expect(length * 8)
    if length <= MAX_KEPT:
        return tuple(cursor.text() for _ in range(length))
    for _ in range(length):
        cursor.take(cursor.number("Q"))
    return LongArray(length)


def _alignment(path: Path, metadata: Mapping[str, Value]) -> int:
    alignment = metadata.get("general.alignment", ALIGNMENT)
    if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
        raise InputError(f"{path}: general.alignment is {alignment!r}, and must be a power of two: {WAY_OUT}")
    return alignment


def _read_tensors(cursor: _Cursor, count: int, alignment: int) -> tuple[GgufTensor, ...]:
    tensors: dict[str, GgufTensor] = {}
    end = 0  # of the tensors so far, in bytes from the first
    for _ in range(count):
        tensor, offset = _read_tensor(cursor)
        if tensor.name in tensors:
            raise InputError(f"{cursor.path} has the tensor {tensor.name} twice: {WAY_OUT}")
        if offset != end:
            raise InputError(f"{cursor.path} puts {tensor.name} at byte {offset:,}, and the tensors before it end at {end:,}: {WAY_OUT}")
        tensors[tensor.name] = tensor
        last, end = end + tensor.size, _pad(end + tensor.size, alignment)
    # llama.cpp asks for the last tensor's own bytes; the padding behind it may be missing (llama-model-loader.cpp).
    whole = _pad(cursor.position, alignment) + last if tensors else cursor.position
    if cursor.size < whole:
        raise InputError(f"{cursor.path} is cut off: it has {cursor.size:,} bytes, and its header describes {whole:,}; {WAY_OUT}")
    return tuple(tensors.values())


def _read_tensor(cursor: _Cursor) -> tuple[GgufTensor, int]:
    """A tensor and where it begins, in bytes from the first."""
    name, dimensions = cursor.text(), cursor.number("I")
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise InputError(f"{cursor.path} gives {name} {dimensions} dimensions, and there can be 1 to {MAX_DIMENSIONS}: {WAY_OUT}")
    shape = tuple(cursor.number("Q") for _ in range(dimensions))
    number, offset = cursor.number("I"), cursor.number("Q")
    kind = BLOCK_TYPES.get(number)
    if kind is None:
        raise InputError(f"{cursor.path} gives {name} the type {number}, which is unknown here: take a file with another quantisation")
    if not 0 < prod(shape) < 2**63 or shape[0] % kind.block:
        raise InputError(f"{cursor.path} gives {name} the shape {list(shape)}, which {kind.name} cannot have: {WAY_OUT}")
    return GgufTensor(name, kind, shape), offset


def _pad(length: int, alignment: int) -> int:
    return -(-length // alignment) * alignment
