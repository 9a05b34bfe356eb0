"""The transformers engine: a Hugging Face model in this process, concurrent requests batched."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.transformers.batch import generate_batch
from kaggle_utils.engines.transformers.loading import context_of, keep_only_end_tokens, make_int8, make_nf4
from kaggle_utils.engines.transformers.request import Request
from kaggle_utils.messages import Message

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

GATHER = 0.01  # seconds that the first request of a batch waits for others; attempts of one problem arrive within a millisecond
MIN_REPLY = 16  # tokens that must fit behind a prompt for a call to make sense


class TransformersEngine:
    """Loads the model on entry and generates in one thread of its own, batch after batch.

    Every request samples from its own seed, so its text does not depend on which others share the batch (up to rounding).
    """

    def __init__(
        self, folder: Path, dtype: str = "float16", batch_size: int = 8, load_in_4bit: bool = False, load_in_8bit: bool = False
    ) -> None:
        """``load_in_4bit`` quantises the weights to NF4 while loading, ``load_in_8bit`` to LLM.int8 (bitsandbytes), on GPUs or the CPU."""
        self._folder = folder
        self._dtype = dtype
        self._load_in_4bit = load_in_4bit
        self._load_in_8bit = load_in_8bit
        self._batch_size = batch_size
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._tokenizer: Any = None
        self._model: Any = None

    @property
    def info(self) -> EngineInfo:
        """The model, and the size of its weights in bytes."""
        if self._model is None:
            return EngineInfo("transformers", str(self._folder), 0, capacity=self._batch_size)
        details = {
            "dtype": self._dtype,
            "load_in_4bit": self._load_in_4bit,
            "load_in_8bit": self._load_in_8bit,
            "weights_bytes": self._model.get_memory_footprint(),
        }
        return EngineInfo("transformers", str(self._folder), context_of(self._model), details, capacity=self._batch_size)

    async def __aenter__(self) -> TransformersEngine:
        await asyncio.to_thread(self._load)
        self._thread = threading.Thread(target=self._serve, name="transformers-engine", daemon=True)
        self._thread.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._thread is not None:
            self._requests.put(None)
            await asyncio.to_thread(self._thread.join)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Return the next assistant message. Raises EngineError. Cancelling the call frees its row at the next token."""
        chat = [{"role": message.role, "content": message.content} for message in messages]
        text = self._tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        prompt = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        context = context_of(self._model)
        if len(prompt) + MIN_REPLY > context:
            raise EngineError(f"the prompt has {len(prompt)} tokens, too many for the model's context of {context}")
        loop = asyncio.get_running_loop()
        request = Request(prompt, sampling, deadline, loop, loop.create_future(), on_text)
        self._requests.put(request)
        try:
            return await request.future
        finally:
            request.cancelled.set()

    def _load(self) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        started = time.monotonic()
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
            self._model = AutoModelForCausalLM.from_pretrained(
                self._folder,
                dtype=getattr(torch, self._dtype),
                device_map="auto" if torch.cuda.is_available() else "cpu",
                quantization_config=self._quantization(getattr(torch, self._dtype)),
                local_files_only=True,
            )
        except Exception as error:
            raise EngineError(f"cannot load {self._folder}: {type(error).__name__}: {str(error)[:500]}") from error
        if self._tokenizer.chat_template is None:
            raise EngineError(f"{self._folder} has no chat template: use an -Instruct checkpoint")
        self._model.eval()
        keep_only_end_tokens(self._model)
        logger.info("loaded %s in %.1f s", self._folder, time.monotonic() - started)

    def _quantization(self, dtype: torch.dtype) -> Any:
        if self._load_in_4bit:
            return make_nf4(dtype)
        return make_int8() if self._load_in_8bit else None

    def _serve(self) -> None:
        while (first := self._requests.get()) is not None:
            batch = [first]
            until = time.monotonic() + GATHER
            stop = False
            while len(batch) < self._batch_size and not stop:
                try:
                    request = self._requests.get(timeout=max(0.0, until - time.monotonic()))
                except queue.Empty:
                    break
                if request is None:
                    stop = True
                else:
                    batch.append(request)
            batch = [request for request in batch if not request.cancelled.is_set()]
            if batch:
                self._generate(batch)
            if stop:
                return

    def _generate(self, batch: list[Request]) -> None:
        try:
            generate_batch(self._model, self._tokenizer, batch)
        except Exception as error:
            logger.exception("a batch of %d failed", len(batch))
            failure = EngineError(f"generation failed: {type(error).__name__}: {str(error)[:500]}")
            for request in batch:
                request.answer(failure)
