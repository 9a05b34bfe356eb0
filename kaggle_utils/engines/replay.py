"""Transcripts: record what an engine writes, and play it back without the model."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message


def _key(messages: Sequence[Message]) -> str:
    """The key of a prompt in a transcript."""
    text = json.dumps([[message.role, message.content] for message in messages], ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


class RecordingEngine:
    """Wraps any engine and appends every prompt with its completion to a JSONL file, one line each, flushed."""

    def __init__(self, engine: Engine, transcripts: Path) -> None:
        self._engine = engine
        self._path = transcripts
        self._file: TextIO | None = None

    @property
    def info(self) -> EngineInfo:
        """The wrapped engine's info."""
        return self._engine.info

    async def __aenter__(self) -> RecordingEngine:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace")
        await self._engine.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._engine.__aexit__(*error)
        if self._file is not None:
            self._file.close()

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Return the wrapped engine's completion and record it, also one that a deadline cut off. Raises EngineError."""
        completion = await self._engine.generate(messages, sampling, deadline, on_text)
        assert self._file is not None, "enter the engine first"
        record = {"messages": [asdict(message) for message in messages], "seed": sampling.seed, "completion": asdict(completion)}
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._file.flush()
        return completion


class ReplayEngine:
    """Plays recorded completions: those of the same prompt and seed first, else those of the prompt in the order of the recording.

    Each completion is played once, because votes from copies would not be independent. Raises EngineError for a prompt that was not
    recorded, or was recorded fewer times than it is asked for.
    """

    def __init__(self, transcripts: Path) -> None:
        """Read the transcripts. Raises InputError when the file is missing, empty or damaged."""
        self._path = transcripts
        self._recorded: dict[str, deque[tuple[int, Completion]]] = defaultdict(deque)
        if not transcripts.is_file():
            raise InputError(f"{transcripts} is not a file: --transcripts must name a JSONL file that RecordingEngine wrote")
        for number, line in enumerate(transcripts.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                self._add(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{transcripts}, line {number} is not a recorded completion ({error!r}): record it again") from None
        if not self._recorded:
            raise InputError(f"{transcripts} is empty: record a run first")

    def _add(self, record: dict[str, Any]) -> None:
        messages = [Message(**message) for message in record["messages"]]
        completion = dict(record["completion"])
        if completion.get("logprobs") is not None:
            completion["logprobs"] = tuple(completion["logprobs"])
        self._recorded[_key(messages)].append((record["seed"], Completion(**completion)))

    @property
    def info(self) -> EngineInfo:
        """The file, and how many prompts it holds."""
        return EngineInfo("replay", str(self._path), 0, {"prompts": len(self._recorded)})

    async def __aenter__(self) -> ReplayEngine:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:  # noqa: ARG002
        """Return the next recorded completion of this prompt. Raises EngineError if there is none left."""
        await asyncio.sleep(0)
        recorded = self._recorded.get(_key(messages))
        if recorded is None:
            raise EngineError(f"{self._path} holds no completion of the prompt {messages[-1].content[:200]!r}")
        if not recorded:
            raise EngineError(f"{self._path} holds no further completion of the prompt {messages[-1].content[:200]!r}")
        index = next((i for i, (seed, _) in enumerate(recorded) if seed == sampling.seed), 0)
        _, completion = recorded[index]
        del recorded[index]
        if on_text is not None:
            on_text(completion.text)
        return completion
