"""Recording: an engine whose replies to attempts are written into a transcript."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kaggle_utils.engines.asker import Asker, view_of
from kaggle_utils.engines.base import Completion, Engine, EngineInfo, FurtherEngine, OnText, Sampling
from kaggle_utils.engines.transcript import Line, RecordedEngine, RecordedRun, Reply, key_of, prompt_digest
from kaggle_utils.engines.transcript_file import LineFile, TranscriptFile, check_appendable
from kaggle_utils.messages import Message
from kaggle_utils.offline.manifest import file_sha256

logger = logging.getLogger(__name__)

WEIGHTS = ("*.safetensors", "*.bin", "*.gguf", "*.json", "*.jinja", "*.txt")  # and tokenizer, template, configuration


class RecordingEngine:
    """Wraps any engine and appends every reply to an attempt to a file, also one that the deadline cut off.

    A reply whose attempt is cancelled before it is whole is not recorded; nor is what is asked outside of an attempt. If the file cannot be
    written any more, the run goes on, and ``info.details`` say how many replies are missing from it.
    """

    def __init__(self, engine: Engine, into: Path | LineFile) -> None:
        """``into`` is a file's path, or what takes the lines in its place. Raises InputError for a file that cannot be appended to."""
        if isinstance(into, Path):
            check_appendable(into)
        self._engine = engine
        self._into = into
        self._file: LineFile | None = None
        self._known: set[str] = set()  # digests of problems and prompts that are in the file
        self._is_broken = False
        self._lost = 0

    @property
    def info(self) -> EngineInfo:
        """The wrapped engine's, and how many replies could not be recorded."""
        info = self._engine.info
        return replace(info, details={**info.details, "not_recorded": self._lost}) if self._lost else info

    async def __aenter__(self) -> RecordingEngine:
        self._file = TranscriptFile(self._into) if isinstance(self._into, Path) else self._into
        try:
            # A large model takes minutes to read: it is hashed while the engine reads it, too.
            model = self._engine.info.model
            sha256, _ = await asyncio.gather(asyncio.to_thread(hash_model, Path(model)), self._engine.__aenter__())
            info = self._engine.info
            if info.model != model:
                sha256 = await asyncio.to_thread(hash_model, Path(info.model))
        except BaseException:
            self._file.close()
            raise
        further = [await _record(each) for each in info.further if each.is_up]
        self._write(RecordedRun(info.engine, Path(info.model).name, sha256, info.context, further=tuple(further)))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._engine.__aexit__(*error)
        if self._file is not None:
            try:
                self._file.close()
            except OSError as problem:
                logger.error("%s could not be ended (%s)", self._into, problem)  # noqa: TRY400  # the run itself is whole

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """The wrapped engine's completion, which is not recorded: nobody knows whose it is. Raises EngineError."""
        return await self._engine.generate(messages, sampling, deadline, on_text)

    def for_attempt(self, asker: Asker) -> Engine:
        """The engine as an attempt sees it: its replies are recorded."""
        return _Recorded(self, view_of(self._engine, asker), asker)

    def note(self, asker: Asker, reply: Reply) -> None:
        """Record a reply, and before it the problem, where that is not in the file yet. Never raises because of the disk."""
        if self._remember(reply.problem):
            self._write(asker.problem)
        is_new = self._remember(reply.prompt)
        self._write(reply if is_new and reply.turn == 0 else replace(reply, messages=()))

    def _remember(self, digest: str) -> bool:
        is_new = digest not in self._known
        self._known.add(digest)
        return is_new

    def _write(self, line: Line) -> None:
        assert self._file is not None, "enter the engine first"
        if not self._is_broken:
            try:
                self._file.write(line)
            except OSError as error:
                logger.error("%s cannot be written (%s): replies are recorded no longer", self._into, error)  # noqa: TRY400
                self._is_broken = True
        if self._is_broken and isinstance(line, Reply):
            self._lost += 1


class _Recorded:
    """An engine that counts an attempt's turns and records them."""

    def __init__(self, recording: RecordingEngine, engine: Engine, asker: Asker) -> None:
        self._recording = recording
        self._engine = engine
        self._asker = asker
        self._turns = itertools.count()

    @property
    def info(self) -> EngineInfo:
        return self._recording.info

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        turn, started = next(self._turns), time.monotonic()
        completion = await self._engine.generate(messages, sampling, deadline, on_text)
        problem, strategy, number = key_of(self._asker)
        seconds = round(time.monotonic() - started, 3)
        prompt = prompt_digest(messages)
        reply = Reply(problem, self._asker.rank, strategy, number, turn, prompt, sampling, completion, seconds, tuple(messages))
        self._recording.note(self._asker, reply)
        return completion


async def _record(each: FurtherEngine) -> RecordedEngine:
    path = Path(each.model)
    return RecordedEngine(each.author, each.engine, path.name, await asyncio.to_thread(hash_model, path), each.context)


def hash_model(path: Path) -> str | None:
    """The SHA-256 of a model's file; of a folder, that of the lines that ``sha256sum`` prints of its files, sorted by name.

    None for a model that is not here, or, with a warning, that cannot be read.
    """
    try:
        if path.is_file():
            return file_sha256(path)
        names = sorted({file.name for pattern in WEIGHTS for file in path.glob(pattern)}) if path.is_dir() else []
        listed = "".join(f"{file_sha256(path / name)}  {name}\n" for name in names)
    except OSError as error:
        logger.warning("%s is recorded without its hash (%s)", path, error)
        return None
    return hashlib.sha256(listed.encode()).hexdigest() if names else None
