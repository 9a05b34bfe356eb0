"""Which GPUs a library has code for is read from the headers of its fat binaries."""

from __future__ import annotations

import struct
from collections import Counter

import pytest

from pins.fatbin import Code, read_code


def entry(kind: int, architecture: int, payload: bytes) -> bytes:
    return struct.pack("<HHIQIIHHIIIQ", kind, 0x101, 64, len(payload), 0, 0, 0, 0, architecture, 0, 0, 0).ljust(64, b"\0") + payload


def container(*entries: bytes) -> bytes:
    body = b"".join(entries)
    return struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(body)) + body


def library(section: str, content: bytes) -> bytes:
    """An ELF file with one section and the table of section names."""
    names = b"\0" + section.encode() + b"\0.shstrtab\0"
    start = 64
    table = start + len(content) + len(names)
    header = b"\x7fELF\x02\x01".ljust(0x28, b"\0") + struct.pack("<Q", table)
    header = header.ljust(0x3A, b"\0") + struct.pack("<HHH", 64, 3, 2)
    rows = [(0, 0, 0, 0, 0, 0), (1, 1, 0, 0, start, len(content)), (2 + len(section), 3, 0, 0, start + len(content), len(names))]
    return header.ljust(64, b"\0") + content + names + b"".join(struct.pack("<IIQQQQ", *row).ljust(64, b"\0") for row in rows)


def test_machine_code_and_ptx_are_counted_by_architecture_across_containers_and_padding() -> None:
    content = (
        container(entry(2, 75, b"a" * 8), entry(2, 80, b"b" * 24), entry(1, 80, b"c" * 16)) + b"\0" * 24 + container(entry(2, 75, b"d" * 8))
    )
    assert read_code(library(".nv_fatbin", content)) == Code(Counter({75: 2, 80: 1}), Counter({80: 1}))


def test_other_sections_are_no_gpu_code() -> None:
    assert read_code(library(".text", container(entry(2, 75, b"a" * 8)))) == Code()


def test_an_entry_that_is_not_known_is_an_error() -> None:
    with pytest.raises(ValueError, match="kind 9"):
        read_code(library(".nv_fatbin", container(entry(9, 75, b"a" * 8))))


def test_what_is_no_library_is_an_error() -> None:
    with pytest.raises(ValueError, match="ELF"):
        read_code(b"PK\3\4")


@pytest.mark.parametrize(
    ("cubins", "ptx", "how"),
    [
        ([70, 75, 80], [], "sm_75"),
        ([70, 80], [90], "sm_70"),
        ([61, 80], [60, 80], "compute_60"),
        ([80, 90], [80], ""),
    ],
)
def test_a_t4_runs_machine_code_of_its_major_version_or_translates_older_ptx(cubins: list[int], ptx: list[int], how: str) -> None:
    assert Code(Counter(cubins), Counter(ptx)).runs_on(75) == how
