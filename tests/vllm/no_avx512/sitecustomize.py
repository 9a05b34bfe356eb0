"""Run by every Python that has this folder in PYTHONPATH: torch tells vLLM that the CPU has AVX2 and nothing beyond.

vLLM's CPU build holds three extensions, _C (AVX-512 with bfloat16), _C_AVX512 and _C_AVX2, and asks torch.cpu which one to load
(vllm/platforms/cpu.py, import_kernels; it asks for AMX in other places). So a machine with AVX-512 loads what another one has to.

Only vLLM is told so. torch's compiler keeps what it has compiled in one folder for all processes and its key leaves the CPU out: told of
AVX2, it compiled a loop that was written for vectors of AVX-512, and every second token of a prompt was whatever lay in memory
("IndexError: index out of range in self", torch 2.13, 2026-11-29).
"""

from __future__ import annotations

import sys
from typing import Any

import torch.cpu

_ask = torch.cpu.get_capabilities


def _get_capabilities() -> dict[str, Any]:
    beyond = ("avx512", "avx10", "amx") if _asker().startswith("vllm.") else ()
    return {name: False if name.startswith(beyond) else value for name, value in _ask().items()}


def _asker() -> str:
    """The module that asks, directly or through one of torch.cpu's own questions."""
    frame = sys._getframe(2)
    if frame.f_globals["__name__"] == "torch.cpu" and frame.f_back is not None:
        frame = frame.f_back
    return str(frame.f_globals["__name__"])


torch.cpu.get_capabilities = _get_capabilities
