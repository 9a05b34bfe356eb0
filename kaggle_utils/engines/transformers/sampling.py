"""Sampling each row of a batch by its own temperature, top-p and seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kaggle_utils.engines.transformers.request import Request

if TYPE_CHECKING:
    import torch


class SampleEachRow:
    """A logits processor that samples every row with its own temperature, top-p and seed."""

    def __init__(self, batch: Sequence[Request]) -> None:
        import torch

        self._batch = batch
        self._temperature = torch.tensor([[max(request.sampling.temperature, 1e-6)] for request in batch])
        self._top_p = torch.tensor([[request.sampling.top_p] for request in batch])
        self._generators = [
            torch.Generator().manual_seed(request.sampling.seed) if request.sampling.temperature > 0 else None for request in batch
        ]

    def __call__(self, _: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """The scores with every token masked but the one drawn, which gets 0."""
        import torch

        device = scores.device
        chances = (scores.float() / self._temperature.to(device)).softmax(-1)
        ordered, order = chances.sort(descending=True)
        outside = ordered.cumsum(-1) - ordered >= self._top_p.to(device)
        chances = chances.masked_fill(outside.scatter(-1, order, outside), 0.0)
        # The largest of chance / Exp(1) is a draw with these chances (the exponential race); a greedy row races without noise.
        noise = torch.ones(scores.shape)
        for row, generator in enumerate(self._generators):
            if generator is not None:
                noise[row].exponential_(generator=generator)
        drawn = (chances / noise.to(device)).argmax(-1, keepdim=True)
        if any(request.sampling.logprobs for request in self._batch):
            # Of the model's own distribution, before temperature and top-p, as vLLM and OpenAI state them.
            chosen = scores.float().log_softmax(-1).gather(-1, drawn).squeeze(-1).tolist()
            for request, logprob in zip(self._batch, chosen, strict=True):
                request.logprobs.append(logprob)
        return torch.full_like(scores, -torch.inf).scatter(-1, drawn, 0.0)
