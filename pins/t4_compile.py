"""Compile vLLM's Triton kernels with the Triton of a set, in a folder and a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pins.download import ROOT, WHEELS, download

SHARED_MEMORY = 65_536  # bytes that a block can have on compute capability 7.5 (CUDA C++ programming guide, "Compute capabilities")


@dataclass(frozen=True)
class Compilation:
    """The result of compiling one case: an error, or its kernels with shared memory and code in bytes and tensor-core instructions."""

    case: str
    error: str
    seconds: float
    kernels: tuple[Mapping[str, Any], ...]

    @property
    def shared(self) -> int:
        """The most shared memory that one of its kernels takes, in bytes."""
        return max((kernel["shared"] for kernel in self.kernels), default=0)


def install_triton(requirement: str) -> Path:
    """The folder that holds this Triton and nothing else."""
    folder = WHEELS.parent / requirement.replace("==", "-")
    if not (folder / "triton").exists():
        wheel = download(requirement, for_this_interpreter=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(folder)]
        subprocess.run([*command, str(wheel)], check=True)
    return folder


def cuobjdump(triton: Path) -> Path:
    """NVIDIA's tool to look into GPU code, which Triton's wheel brings along."""
    return triton / "triton" / "backends" / "nvidia" / "bin" / "cuobjdump"


def compile_set(description: Mapping[str, Any], capability: int) -> list[Compilation]:
    """Compile the set's kernels afresh for a compute capability (times ten). Raises RuntimeError when the process itself fails."""
    triton = description["triton"]
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(download(description["vllm"])) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.startswith("vllm/") and name.endswith(".py")])
        modules = [f"{kind}={module}" for kind, module in triton["modules"].items()]
        search = f"{install_triton(triton['wheel'])}{os.pathsep}{ROOT}"
        done = subprocess.run(
            [sys.executable, "-m", "pins.compile_kernels", str(capability), folder, *modules],
            env={**os.environ, "PYTHONPATH": search, "TRITON_CACHE_DIR": f"{folder}/cache"},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"compiling with {triton['wheel']} ended with exit code {done.returncode}: {done.stderr[-2000:]}")
    entries = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [Compilation(entry["case"], entry["error"], entry["seconds"], tuple(entry["kernels"])) for entry in entries]


def problems(description: Mapping[str, Any], compilations: Sequence[Compilation], control: Sequence[Compilation]) -> list[str]:
    """Where the outcome is not what the set says: a kernel fails or needs too much shared memory, or should fail and does not.

    ``control`` are the same kernels for a GPU on which they have to compile, without which a failure would prove nothing.
    """
    wheel = description["triton"]["wheel"]
    failed = [f"{wheel} does not compile {item.case}: {item.error}" for item in control if item.error]
    if not description["triton"]["compiles"]:
        working = [item.case for item in compilations if not item.error]
        return failed + [f"{wheel} compiles {case} for SM75 after all: sets.toml says that it cannot" for case in working]
    failed += [f"{wheel} does not compile {item.case} for SM75: {item.error}" for item in compilations if item.error]
    large = [item for item in compilations if item.shared > SHARED_MEMORY]
    return failed + [f"{item.case} takes {item.shared:,} B of shared memory, a T4 has {SHARED_MEMORY:,}" for item in large]
