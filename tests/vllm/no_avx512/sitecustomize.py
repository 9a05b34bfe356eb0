"""Run by every Python that has this folder in PYTHONPATH: torch says that the CPU has AVX2 and nothing beyond.

vLLM's CPU build holds three extensions, _C (AVX-512 with bfloat16), _C_AVX512 and _C_AVX2, and asks torch.cpu which one to load
(vllm/platforms/cpu.py, import_kernels; it asks for AMX in other places). So a machine with AVX-512 loads what another one has to.
"""

from __future__ import annotations

from typing import Any

import torch.cpu

_ask = torch.cpu.get_capabilities


def _get_capabilities() -> dict[str, Any]:
    beyond = ("avx512", "avx10", "amx")
    return {name: False if name.startswith(beyond) else value for name, value in _ask().items()}


torch.cpu.get_capabilities = _get_capabilities
