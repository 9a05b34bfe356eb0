"""What stands in for a CPU with AVX2 changes the extension that vLLM loads, and nothing that torch compiles."""

from __future__ import annotations

import os
import subprocess

from tests.vllm.conftest import AVX2_ONLY, SERVER_PYTHON

_LOOK = (
    "import torch, vllm._custom_ops, torch._inductor.cpu_vec_isa as isa; print(hasattr(torch.ops._C, 'cpu_gemm_wna16'), isa.pick_vec_isa())"
)


def look(environment: dict[str, str]) -> tuple[str, str]:
    """Whether vLLM has its four-bit kernel, and the vectors for which torch compiles."""
    ran = subprocess.run([SERVER_PYTHON, "-c", _LOOK], capture_output=True, text=True, check=True, env={**os.environ, **environment})
    has_four_bits, _, vectors = ran.stdout.splitlines()[-1].partition(" ")
    return has_four_bits, vectors


def test_only_vllm_is_told_of_avx2() -> None:
    _, vectors = look({})
    assert look(AVX2_ONLY) == ("False", vectors)
