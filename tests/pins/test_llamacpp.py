"""What is written down of llama.cpp's GPU code names one wheel, by its hash, and kernels that can be looked for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pins.pinned import read_llamacpp

LIBRARIES = read_llamacpp()["libraries"]


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: str(library["wheel"]))
def test_a_wheel_is_pinned_by_version_and_hash(library: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+", library["wheel"])
    assert re.fullmatch(r"[0-9a-f]{64}", library["sha256"])


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: str(library["wheel"]))
def test_both_types_of_a_q4_k_m_file_are_looked_for(library: dict[str, Any]) -> None:
    """Q4_K is ggml's type 12 and Q6_K its type 14."""
    for number in (12, 14):
        assert sum(f"ggml_type{number}" in kernel for kernel in library["kernels"]) == 2
    assert all(re.compile(kernel) for kernel in library["kernels"])
