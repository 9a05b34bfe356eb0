"""Which GPU architectures the machine code in a CUDA library is for, from the headers of its fat binaries.

NVIDIA documents the container only as an example in ``fatbinary_section.h`` and ``fatBinaryCtl.h``; the fields below are those that
cuobjdump prints (its list and this one are compared by ``verify_t4``).
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field

from pins.elf import sections

_MAGIC = 0xBA55ED50
_PTX, _CUBIN = 1, 2
_SECTION = ".nv_fatbin"  # __nv_relfatbin holds the pieces that a device link has already put together


@dataclass(frozen=True)
class Code:
    """Entries by compute capability times ten: finished machine code, and text (PTX) that the driver translates."""

    cubins: Counter[int] = field(default_factory=Counter)
    ptx: Counter[int] = field(default_factory=Counter)

    def runs_on(self, capability: int) -> str:
        """How a GPU of this capability gets its code: ``sm_75``, an older minor version's cubin, PTX, or an empty string for not at all.

        A cubin runs on later minor versions of its major version (CUDA C++ programming guide, "Binary compatibility").
        """
        usable = [have for have in self.cubins if have // 10 == capability // 10 and have <= capability]
        if usable:
            return f"sm_{max(usable)}"
        older = [have for have in self.ptx if have <= capability]
        return f"compute_{max(older)}" if older else ""


def read_code(library: bytes) -> Code:
    """The code in all fat binaries of an ELF library. Raises ValueError where their layout is not the known one."""
    code = Code()
    for name, content in sections(library):
        if name == _SECTION:
            _read_section(content, code)
    return code


def _read_section(content: memoryview, code: Code) -> None:
    position = 0
    while position + 16 <= len(content):
        magic, _, header, length = struct.unpack_from("<IHHQ", content, position)
        if magic != _MAGIC:
            position += 8  # padding between containers, which start at multiples of 8
            continue
        entry, end = position + header, position + header + length
        while entry < end:
            kind, _, entry_header, size = struct.unpack_from("<HHIQ", content, entry)
            (architecture,) = struct.unpack_from("<I", content, entry + 28)
            if kind not in (_PTX, _CUBIN):
                raise ValueError(f"a fat binary holds an entry of kind {kind}, which is not known")
            (code.ptx if kind == _PTX else code.cubins)[architecture] += 1
            entry += entry_header + size
        position = end
