"""Sections of a 64-bit little-endian ELF file (the System V ABI's ``elf.h``)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_NO_BITS = 8  # SHT_NOBITS: a section that takes no space in the file


def sections(library: bytes) -> Iterator[tuple[str, memoryview]]:
    """Name and content of each section. Raises ValueError for a file that is not ELF."""
    if library[:6] != b"\x7fELF\x02\x01":
        raise ValueError("not a 64-bit little-endian ELF file")
    (table,) = struct.unpack_from("<Q", library, 0x28)
    size, count, names_index = struct.unpack_from("<HHH", library, 0x3A)
    headers = [struct.unpack_from("<IIQQQQ", library, table + index * size) for index in range(count)]
    names_at = headers[names_index][4]
    whole = memoryview(library)
    for name, kind, _, _, offset, length in headers:
        start = names_at + name
        if kind != _NO_BITS:
            yield library[start : library.index(b"\0", start)].decode(), whole[offset : offset + length]
