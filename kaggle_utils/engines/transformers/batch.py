"""A batch: generated until every row has ended at its own limit, stop string or deadline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from kaggle_utils.engines.base import Completion
from kaggle_utils.engines.transformers.loading import context_of
from kaggle_utils.engines.transformers.request import Request
from kaggle_utils.engines.transformers.sampling import SampleEachRow

if TYPE_CHECKING:
    import torch


def generate_batch(model: Any, tokenizer: Any, batch: list[Request]) -> None:
    """Generate until every row has ended; each row's completion is delivered as soon as it is complete."""
    import torch
    from transformers import GenerationConfig, LogitsProcessorList, StoppingCriteriaList

    context = context_of(model)
    width = max(len(request.prompt) for request in batch)
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    ids = torch.full((len(batch), width), pad)
    mask = torch.zeros_like(ids)
    for row, request in enumerate(batch):
        ids[row, width - len(request.prompt) :] = torch.tensor(request.prompt)
        mask[row, width - len(request.prompt) :] = 1
    ends = model.generation_config.eos_token_id
    ends = {tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])} - {None}
    limits = [min(request.sampling.max_tokens, context - len(request.prompt)) for request in batch]
    rows = _Rows(tokenizer, batch, width, limits, ends)
    config = GenerationConfig(do_sample=False, max_new_tokens=max(limits), eos_token_id=sorted(ends), pad_token_id=pad)
    with torch.inference_mode():
        model.generate(
            input_ids=ids.to(model.device),
            attention_mask=mask.to(model.device),
            generation_config=config,
            logits_processor=LogitsProcessorList([SampleEachRow(batch)]),
            stopping_criteria=StoppingCriteriaList([rows]),
        )


class _Rows:
    """A stopping criterion that ends each row at its own limit or stop string and streams its text."""

    def __init__(self, tokenizer: Any, batch: Sequence[Request], width: int, limits: Sequence[int], ends: set[int]) -> None:
        self._tokenizer = tokenizer
        self._batch = batch
        self._width = width
        self._limits = limits
        self._ends = ends
        self._done = [False] * len(batch)

    def __call__(self, input_ids: torch.Tensor, _: Any, **__: Any) -> torch.Tensor:
        import torch

        count = input_ids.shape[1] - self._width
        now = time.monotonic()
        last = input_ids[:, -1].tolist()
        for row, request in enumerate(self._batch):
            if self._done[row]:
                continue
            text = None
            if request.on_text is not None or request.sampling.stop:
                text, stopped = _cut(self._decode(row, input_ids), request.sampling.stop)
                if stopped:
                    self._finish(row, text, count, "stop")
                    continue
                request.stream(text)
            if last[row] in self._ends:
                self._finish(row, text or self._decode(row, input_ids), count, "stop")
            elif count >= self._limits[row]:
                self._finish(row, text or self._decode(row, input_ids), count, "length")
            elif now >= request.deadline or request.cancelled.is_set():
                self._finish(row, text or self._decode(row, input_ids), count, "deadline")
        return torch.tensor(self._done, device=input_ids.device)

    def _decode(self, row: int, input_ids: torch.Tensor) -> str:
        text: str = self._tokenizer.decode(input_ids[row, self._width :].tolist(), skip_special_tokens=True)
        return text

    def _finish(self, row: int, text: str, count: int, finish: Literal["stop", "length", "deadline"]) -> None:
        self._done[row] = True
        request = self._batch[row]
        request.stream(text, whole=True)
        logprobs = tuple(request.logprobs) if request.sampling.logprobs else None
        request.answer(Completion(text, prompt_tokens=len(request.prompt), tokens=count, finish=finish, logprobs=logprobs))


def _cut(text: str, stop: Sequence[str]) -> tuple[str, bool]:
    """The text before its first stop string, and whether it has one."""
    places = [place for word in stop if (place := text.find(word)) >= 0]
    return (text[: min(places)], True) if places else (text, False)
