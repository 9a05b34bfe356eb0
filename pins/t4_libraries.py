"""The GPU code in the pinned libraries, seen from a T4: which architectures it is for, and whether the kernels that we need are in it."""

from __future__ import annotations

import ast
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pins.download import download, sha256
from pins.elf import sections
from pins.fatbin import Code, read_code
from pins.wheel_source import WheelSource

CAPABILITY = 75


# Bytes of machine code. A kernel that its source leaves empty for an architecture still has a name there, and 128 or 256 bytes that return
# or trap (the bf16 variants on SM75); the smallest others among those that sets.toml names have 640 (measured on the pinned wheels).
EMPTY = 512


@dataclass(frozen=True)
class Library:
    """A library's code, the sizes in bytes of its T4 functions for each wanted kernel, and what is wrong."""

    requirement: str
    file: str
    code: Code
    kernels: Mapping[str, Sequence[int]]
    problems: tuple[str, ...]


def examine(library: Mapping[str, Any], cuobjdump: Path) -> Library:
    """Read one library out of its wheel. Raises KeyError when the wheel has no such file."""
    requirement, file, wanted = library["wheel"], library["file"], library.get("kernels", [])
    wheel = download(requirement)
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(file)
    code = read_code(content)
    # The sets' wheels have theirs in the lock files.
    other = "sha256" in library and sha256(wheel) != library["sha256"]
    problems = [f"{requirement} is another wheel than the one that was looked into"] if other else []
    problems += [] if code.runs_on(CAPABILITY) else [f"{requirement}: {file} has no code that runs on SM{CAPABILITY}"]
    kernels = find_kernels(content, wanted, cuobjdump) if wanted else {}
    problems += [f"{requirement}: {file} has no sm_{CAPABILITY} code for {name}" for name, sizes in kernels.items() if not sizes]
    return Library(requirement, file, code, kernels, tuple(problems))


def find_kernels(library: bytes, wanted: Sequence[str], cuobjdump: Path) -> dict[str, list[int]]:
    """For each regular expression, the sizes of the T4 functions whose mangled names match and that do something."""
    sizes: list[tuple[str, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "library.so").write_bytes(library)
        subprocess.run(
            [str(cuobjdump.absolute()), "--extract-elf", f"sm_{CAPABILITY}", "library.so"], cwd=folder, check=True, capture_output=True
        )
        for cubin in Path(folder).glob("*.cubin"):
            named = sections(cubin.read_bytes())
            sizes += [(name.removeprefix(".text."), len(content)) for name, content in named if name.startswith(".text.")]
    return {pattern: [size for name, size in sizes if size > EMPTY and re.search(pattern, name)] for pattern in wanted}


def least_capability(vllm: Path, method: str) -> int:
    """The compute capability times ten from which on vLLM runs a quantisation. Raises LookupError when its source is silent."""
    tree = WheelSource(vllm).tree(f"vllm.model_executor.layers.quantization.{method}")
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name="get_min_capability", body=[*_, ast.Return(value=ast.Constant(value=int() as least))]):
                return least
    raise LookupError(f"{vllm.name} does not say the least compute capability of {method}")
