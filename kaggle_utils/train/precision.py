"""In which numbers a training computes: what the device has, and the refusal of what it has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kaggle_utils.errors import InputError
from kaggle_utils.train.config import Precision

AMPERE = (8, 0)  # the first compute capability with bf16 (CUDA C++ Programming Guide, arithmetic instructions); a T4 has 7.5
DTYPES = {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}


@dataclass(frozen=True)
class Device:
    """Where a training runs: a GPU with its compute capability, or the CPU, and whether it multiplies bf16 by instructions of its own."""

    kind: Literal["cuda", "cpu"]
    name: str
    capability: tuple[int, int] = (0, 0)
    has_bf16: bool = False


def look_at_device() -> Device:
    """The first GPU, else the CPU."""
    import torch

    if torch.cuda.is_available():
        capability = torch.cuda.get_device_capability(0)
        return Device("cuda", torch.cuda.get_device_name(0), capability, capability >= AMPERE)
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # private to torch, which offers nothing else (2.13)
    return Device("cpu", "CPU", has_bf16=any(getattr(torch.cpu, name, bool)() for name in checks))


def choose_precision(wanted: Precision, device: Device) -> Literal["bf16", "fp16", "fp32"]:
    """The precision to compute in: the wanted one; for "auto" the fastest that the device has. Raises InputError for what it has not."""
    if wanted == "auto":
        if device.has_bf16:
            return "bf16"
        return "fp16" if device.kind == "cuda" else "fp32"
    if wanted == "bf16" and device.kind == "cuda" and not device.has_bf16:
        major, minor = device.capability
        raise InputError(
            f'precision is "bf16", and {device.name} (compute capability {major}.{minor}) has no bf16, only a slow emulation of it: '
            'set precision = "fp16", or "auto"'
        )
    if wanted == "fp16" and device.kind == "cpu":
        raise InputError('precision is "fp16", which CPUs do not train in: set precision = "bf16" or "fp32", or "auto"')
    return wanted
