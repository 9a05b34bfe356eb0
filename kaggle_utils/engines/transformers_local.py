"""The transformers engine: a Hugging Face model in this process, concurrent requests batched."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kaggle_utils.checkpoint.context import read_context
from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

GATHER = 0.01  # seconds that the first request of a batch waits for others; attempts of one problem arrive within a millisecond
MIN_REPLY = 16  # tokens that must fit behind a prompt for a call to make sense


@dataclass(eq=False)
class _Request:
    prompt: list[int]
    sampling: Sampling
    deadline: float
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Completion]
    on_text: OnText | None = None
    streamed: int = 0  # characters of the text that went to ``on_text``
    logprobs: list[float] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stream(self, text: str, whole: bool = False) -> None:
        """Pass on the new part of the text, except for an end that the next token may change: half a character, half a stop string."""
        if self.on_text is None:
            return
        if not whole:
            text = text.rstrip("\N{REPLACEMENT CHARACTER}")
            text = text[: len(text) - max((len(stop) - 1 for stop in self.sampling.stop), default=0)]
        if len(text) > self.streamed:
            piece, self.streamed = text[self.streamed :], len(text)
            self._call(self.on_text, piece)

    def answer(self, completion: Completion | EngineError) -> None:
        def settle() -> None:
            if self.future.done():
                return
            if isinstance(completion, EngineError):
                self.future.set_exception(completion)
            else:
                self.future.set_result(completion)

        self._call(settle)

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function in the caller's event loop."""
        try:
            self.loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            logger.debug("the caller's event loop has closed; its completion is dropped")


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
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
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
        return EngineInfo("transformers", str(self._folder), _context_of(self._model), details, capacity=self._batch_size)

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
        context = _context_of(self._model)
        if len(prompt) + MIN_REPLY > context:
            raise EngineError(f"the prompt has {len(prompt)} tokens, too many for the model's context of {context}")
        loop = asyncio.get_running_loop()
        request = _Request(prompt, sampling, deadline, loop, loop.create_future(), on_text)
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

    def _generate(self, batch: list[_Request]) -> None:
        try:
            _generate_batch(self._model, self._tokenizer, batch)
        except Exception as error:
            logger.exception("a batch of %d failed", len(batch))
            failure = EngineError(f"generation failed: {type(error).__name__}: {str(error)[:500]}")
            for request in batch:
                request.answer(failure)


def check_packages(load_in_4bit: bool) -> None:
    """Raise InputError where the packages that load the model are not installed."""
    needed = ("torch", "transformers", "safetensors", *(("bitsandbytes", "accelerate") if load_in_4bit else ()))
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        extras = "transformers,nf4" if load_in_4bit else "transformers"
        packages = f"kaggle-utils[{extras}]"
        raise InputError(f"the engine transformers needs {', '.join(missing)}, missing here: make setup-all, or pip install '{packages}'")


def make_nf4(dtype: torch.dtype) -> Any:
    """The configuration for four-bit NormalFloat weights, multiplied in ``dtype`` (Dettmers et al., arXiv 2305.14314)."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype)


def make_int8() -> Any:
    """The configuration for eight-bit weights, whose largest inputs are multiplied in float16 (Dettmers et al., arXiv 2208.07339)."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_8bit=True)


def _context_of(model: Any) -> int:
    """Tokens of the longest sequence, with what rope scaling adds."""
    return read_context({"max_position_embeddings": model.config.max_position_embeddings} | model.config.to_dict(), model.name_or_path)


def _generate_batch(model: Any, tokenizer: Any, batch: list[_Request]) -> None:
    """Generate until every row has ended; each row's completion is delivered as soon as it is complete."""
    import torch
    from transformers import GenerationConfig, LogitsProcessorList, StoppingCriteriaList

    context = _context_of(model)
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
    # A fresh configuration, because the checkpoint's own may contain a repetition penalty or a temperature.
    config = GenerationConfig(do_sample=False, max_new_tokens=max(limits), eos_token_id=sorted(ends), pad_token_id=pad)
    with torch.inference_mode():
        model.generate(
            input_ids=ids.to(model.device),
            attention_mask=mask.to(model.device),
            generation_config=config,
            logits_processor=LogitsProcessorList([_SampleEachRow(batch)]),
            stopping_criteria=StoppingCriteriaList([rows]),
        )


class _SampleEachRow:
    """A logits processor that samples every row with its own temperature, top-p and seed, and masks all tokens but the one drawn."""

    def __init__(self, batch: Sequence[_Request]) -> None:
        import torch

        self._batch = batch
        self._temperature = torch.tensor([[max(request.sampling.temperature, 1e-6)] for request in batch])
        self._top_p = torch.tensor([[request.sampling.top_p] for request in batch])
        self._generators = [
            torch.Generator().manual_seed(request.sampling.seed) if request.sampling.temperature > 0 else None for request in batch
        ]

    def __call__(self, _: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
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


class _Rows:
    """A stopping criterion that ends each row at its own limit or stop string and streams its text."""

    def __init__(self, tokenizer: Any, batch: Sequence[_Request], width: int, limits: Sequence[int], ends: set[int]) -> None:
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
