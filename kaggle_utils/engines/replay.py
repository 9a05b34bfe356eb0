"""Replay: a transcript's replies in place of a model, by problem, attempt and turn."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.engines.asker import Asker
from kaggle_utils.engines.base import (
    Author,
    Completion,
    Engine,
    EngineError,
    EngineInfo,
    FurtherEngine,
    FurtherEngineError,
    OnText,
    Sampling,
)
from kaggle_utils.engines.transcript import Reply, key_of, prompt_digest, read_transcript
from kaggle_utils.messages import Message

logger = logging.getLogger(__name__)


class ReplayEngine:
    """Gives an attempt the replies that were recorded of it, turn by turn, whatever it asks.

    A reply to another prompt than the recorded one is given all the same, so that reading, running and voting go on when prompts have
    changed; ``info.details`` count them, and the first is logged. A turn that was not recorded ends its attempt.
    """

    def __init__(self, path: Path) -> None:
        """Read the transcript. Raises InputError when the file is missing, empty, damaged or of another version."""
        self._transcript = read_transcript(path)
        self._replies = {(reply.attempt, reply.turn): reply for reply in self._transcript.replies}
        self._others = 0

    @property
    def info(self) -> EngineInfo:
        """The file, what wrote it, how many replies it holds, and how many of those given so far answered another prompt."""
        last = self._transcript.runs[-1]
        details = {"recorded_by": f"{last.engine}, {last.model}", "replies": len(self._replies), "other_prompts": self._others}
        further = tuple(FurtherEngine(each.author, "replay", each.model, each.context) for each in last.further)
        return EngineInfo("replay", str(self._transcript.path), last.context, details, further=further)

    async def __aenter__(self) -> ReplayEngine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:  # noqa: ARG002
        """Raises EngineError: without an attempt nothing says which reply is meant."""
        raise EngineError("a transcript is replayed by problem, attempt and turn: ask through for_attempt, as a Solver does")

    def for_attempt(self, asker: Asker) -> Engine:
        """The recorded attempt."""
        return _Replayed(self, asker)

    def take(self, asker: Asker, turn: int, messages: Sequence[Message], author: Author = "coder") -> Reply:
        """The reply that was recorded for this turn. Raises EngineError where there is none, FurtherEngineError for a further model."""
        reply = self._replies.get((key_of(asker), turn))
        if author != "coder" and (reply is None or reply.completion.author != author):
            raise FurtherEngineError(f"the {author} did not answer turn {turn + 1} when it was recorded ({self._transcript.path})")
        if reply is None:
            raise EngineError(
                "the transcript holds no further reply of this attempt, which ends here: "
                f"turn {turn + 1} of {asker.strategy} {asker.number + 1} at problem {asker.problem.id} ({self._transcript.path})"
            )
        if reply.prompt != prompt_digest(messages):
            if not self._others:
                logger.warning("%s: prompts have changed since it was recorded; its replies are used all the same", self._transcript.path)
            self._others += 1
        return reply


class _Replayed:
    """An attempt that is played back."""

    def __init__(self, replay: ReplayEngine, asker: Asker) -> None:
        self._replay = replay
        self._asker = asker
        self._turns = itertools.count()

    @property
    def info(self) -> EngineInfo:
        return self._replay.info

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:  # noqa: ARG002
        turn = next(self._turns)
        await asyncio.sleep(0)
        completion = self._replay.take(self._asker, turn, messages, sampling.author).completion
        if on_text is not None:
            on_text(completion.text)
        return completion
