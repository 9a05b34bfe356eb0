"""Four-bit weights: what is unpacked is what was rounded."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from models.demo.training.quantize import GROUP, quantize


def restore(tensors: dict[str, torch.Tensor]) -> torch.Tensor:
    """The matrix that GPTQ's readers make of the tensors, by the format's definition."""
    shifts = torch.arange(0, 32, 4)
    levels = (tensors["qweight"].long().unsqueeze(1) >> shifts.reshape(1, 8, 1)) & 15
    zeros = ((tensors["qzeros"].long().unsqueeze(-1) >> shifts) & 15).flatten(1) + 1
    group = tensors["g_idx"].long()
    return ((levels.flatten(0, 1) - zeros[group]) * tensors["scales"][group].float()).T


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 1.0, 30.0]))
def test_every_weight_comes_back_within_half_a_step(seed: int, size: float) -> None:
    weight = torch.randn(16, 3 * GROUP, generator=torch.Generator().manual_seed(seed)) * size
    tensors = quantize(weight)
    step = tensors["scales"].float().T.repeat_interleave(GROUP, dim=1)
    # The scale itself is rounded to float16, so the largest weight of a group may lie a little outside.
    assert bool(((restore(tensors) - weight).abs() <= 0.51 * step).all())


def test_a_column_of_zeros_stays_zero() -> None:
    assert restore(quantize(torch.zeros(8, GROUP))).abs().max() == 0
