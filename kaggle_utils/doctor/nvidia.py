"""Runs nvidia-smi and parses its output. It is a subprocess, because loading CUDA here would take memory on every GPU."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Sequence

from kaggle_utils.doctor.machine import Card, Driver
from kaggle_utils.memory_plan import Gpu, load_gpus

FIELDS = ("name", "compute_cap", "memory.total", "memory.free", "driver_version")
# compute_cap came after driver 470: candle #733 and TensorRT-LLM #735 show 470's "is not a valid field to query".
OLD_FIELDS = tuple(field for field in FIELDS if field != "compute_cap")
TIMEOUT = 30.0  # seconds; it takes one or two to wake idle GPUs, and hangs with a driver that has crashed
MIB = 2**20
# The names that nvidia-smi has for the GPUs of memory_plan/gpus.toml.
NAMES = {
    "T4": r"Tesla T4|NVIDIA T4",
    "P100": r"Tesla P100-PCIE-16GB",
    "L4": r"NVIDIA L4",
    "A100-40GB": r"(NVIDIA )?A100-(SXM4|PCIE)-40GB",
    "A100-80GB": r"NVIDIA A100(-SXM4-80GB| 80GB PCIe)",
    "H100": r"NVIDIA H100( 80GB HBM3| PCIe)",
    "RTX-Pro-6000": r"NVIDIA RTX PRO 6000 Blackwell.*",
}
# Of the total that nvidia-smi states, programs see a little less; the least among the GPUs of gpus.toml is 0.979 (L4: 22.03 GiB of
# 23,034 MiB), T4 0.983.
USABLE = 0.975


def ask_driver() -> Driver:
    """The driver that nvidia-smi reports; a Driver without a version if nvidia-smi is missing or fails."""
    try:
        table = _run(f"--query-gpu={','.join(FIELDS)}", "--format=csv,noheader,nounits")
        fields: Sequence[str] = FIELDS
        if "not a valid field" in table:
            table, fields = _run(f"--query-gpu={','.join(OLD_FIELDS)}", "--format=csv,noheader,nounits"), OLD_FIELDS
        return parse_driver(table, _run(), fields)
    except FileNotFoundError:
        return Driver(trouble="nvidia-smi is not there")
    except (OSError, subprocess.SubprocessError) as error:
        return Driver(trouble=f"nvidia-smi does not answer ({error})")


def parse_driver(table: str, banner: str, fields: Sequence[str] = FIELDS) -> Driver:
    """Read the CSV rows of a query for ``fields``, and CUDA's version from the banner that nvidia-smi prints without arguments."""
    rows = [dict(zip(fields, row, strict=True)) for row in csv.reader(table.splitlines(), skipinitialspace=True) if len(row) == len(fields)]
    if not rows:
        return Driver(trouble=f"nvidia-smi says {' '.join(table.split())[:200]!r}")
    # "CUDA UMD Version" since driver 610.
    cuda = re.search(r"CUDA (?:UMD )?Version\s*:\s*(\d+\.\d+)", banner)
    return Driver(rows[0]["driver_version"], cuda[1] if cuda else None, tuple(_read_card(row) for row in rows))


def find_gpu(card: Card) -> Gpu:
    """The memory plan's GPU of that name, or one made from the card's own data."""
    gpus = load_gpus()
    for name, pattern in NAMES.items():
        if re.fullmatch(pattern, card.name):
            return gpus[name]
    capability = card.compute_capability or (0, 0)
    dtypes = ("float16", "float32") + (("bfloat16",) if capability >= (8, 0) else ()) + (("fp8",) if capability >= (8, 9) else ())
    return Gpu(card.name, int(card.total * USABLE), capability, dtypes, "nvidia-smi")


def capability_of(card: Card) -> tuple[int, int]:
    """The compute capability that the card reports, else the one in the memory plan's table; (0, 0) if neither has it."""
    return card.compute_capability or find_gpu(card).compute_capability


def _run(*arguments: str) -> str:
    """What nvidia-smi prints, and its error message if it fails."""
    done = subprocess.run(["nvidia-smi", *arguments], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def _read_card(row: dict[str, str]) -> Card:
    capability = re.fullmatch(r"(\d+)\.(\d+)", row.get("compute_cap", ""))
    # A GPU without memory of its own (Jetson, GB10) says [N/A].
    total, free = (int(row[name]) * MIB if row[name].isdecimal() else 0 for name in ("memory.total", "memory.free"))
    return Card(row["name"], (int(capability[1]), int(capability[2])) if capability else None, total, free)
