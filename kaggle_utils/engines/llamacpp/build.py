"""Which build of xllamacpp is installed: for the processor, or for NVIDIA's GPUs."""

from __future__ import annotations

import mmap
from pathlib import Path

GPU_CODE = b".nv_fatbin"  # the name of the section that nvcc puts a library's GPU code into


def has_gpu_code(package: Path) -> bool:
    """Whether a library in the package's folder holds code for NVIDIA's GPUs. Reads the files and loads none: that would start CUDA."""
    return any(_holds(library) for library in sorted(package.glob("*.so")))


def _holds(library: Path) -> bool:
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(GPU_CODE) >= 0
