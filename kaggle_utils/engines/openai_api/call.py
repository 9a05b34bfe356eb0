"""One question, put to a server, and to a second one when the first is slow: the first whole answer wins."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kaggle_utils.engines.base import Completion, OnText, Sampling
from kaggle_utils.engines.openai_api.hedging import Answer
from kaggle_utils.engines.openai_api.pool import ServerPool
from kaggle_utils.engines.openai_api.reply import Reply
from kaggle_utils.engines.openai_api.request import RefusedError, ServerAwayError, ask
from kaggle_utils.engines.openai_api.server import Server
from kaggle_utils.messages import Message

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between two looks at whether a second copy is due: servers come and go
NOT_FOUND = 404  # the status for a model that a server does not serve any more


@dataclass(frozen=True)
class Question:
    """What is asked, by when, and who hears the answer grow."""

    messages: Sequence[Message]
    sampling: Sampling
    deadline: float
    on_text: OnText | None = None


@dataclass(eq=False)
class _Copy:
    """The question at one server."""

    server: Server
    is_second: bool
    started: float = field(default_factory=time.monotonic)
    reply: Reply = field(default_factory=Reply)
    task: asyncio.Task[Completion] = field(init=False)


class Call:
    """The copies of a question that are under way: one, or two at most."""

    def __init__(self, pool: ServerPool, question: Question) -> None:
        self._pool = pool
        self._question = question
        self._copies: list[_Copy] = []
        self._cut: list[tuple[_Copy, Completion]] = []  # what was written until the deadline
        self._heard: _Copy | None = None  # whose text ``on_text`` is told

    async def answer(self, first: Server) -> Completion:
        """Ask this server, and a second one if it is slow. Raises ServerAwayError when none answered, RefusedError."""
        self._send(first)
        try:
            while self._copies:
                look_again = self._hedge_in()  # before the tasks are listed: it may add one
                tasks = [copy.task for copy in self._copies]
                done, _ = await asyncio.wait(tasks, timeout=look_again, return_when=asyncio.FIRST_COMPLETED)
                for copy in [copy for copy in self._copies if copy.task in done]:
                    self._drop(copy)
                    if (whole := self._outcome(copy)) is not None:
                        return whole
            longest, text_so_far = max(self._cut, key=lambda cut: len(cut[1].text))
            self._hear(longest)
            return self._named(longest, text_so_far)
        finally:
            for copy in tuple(self._copies):
                self._drop(copy)

    def _hedge_in(self) -> float | None:
        """Send the second copy if it is due; else the seconds after which to look again, None if it will not be."""
        if len(self._pool.servers) == 1 or len(self._copies) > 1:
            return None
        (copy,) = self._copies
        other, now, asked = self._pool.least_busy(but=copy.server), time.monotonic(), self._question.sampling.max_tokens
        if other is None or other.is_suspect:
            return LOOK_EVERY
        due = now if copy.server.is_suspect else copy.started + other.answers.slow_after(asked, copy.reply.pieces)
        if due > now:
            return min(due - now, LOOK_EVERY)
        if now + other.answers.usual(asked) >= self._question.deadline:
            return None  # too late for a second copy to end in time
        if not self._pool.allowance.take():
            return LOOK_EVERY
        self._pool.hedged += 1
        logger.info("%s is slow (%.1f s, %d pieces): asking %s too", copy.server.url, now - copy.started, copy.reply.pieces, other.url)
        self._send(other)
        return None

    def _send(self, server: Server) -> None:
        copy = _Copy(server, is_second=bool(self._copies))

        def hear(piece: str) -> None:
            if self._question.on_text is not None and self._heard is copy:
                self._question.on_text(piece)

        question = self._question
        work = ask(server, self._pool.model, question.messages, question.sampling, question.deadline, copy.reply, hear)
        copy.task = asyncio.create_task(work)
        server.note_begun(copy.task)
        self._copies.append(copy)
        self._heard = self._heard or copy

    def _hear(self, copy: _Copy) -> None:
        """From now on this copy is heard, and from its beginning."""
        if self._heard is not copy:
            self._heard = copy
            if self._question.on_text is not None and copy.reply.text:
                self._question.on_text(copy.reply.text)

    def _drop(self, copy: _Copy) -> None:
        """Take a copy out; one that still writes is cancelled, which frees its slot."""
        self._copies.remove(copy)
        copy.server.in_flight.discard(copy.task)
        self._pool.see_out(copy.task)

    def _outcome(self, copy: _Copy) -> Completion | None:
        """The completion of a copy that has ended, if it is whole; None if another copy is to be waited for. Raises as ``answer``."""
        found = self._read(copy)
        if isinstance(found, str):
            self._note_away(copy, found)
            return None
        if found.finish == "deadline":
            self._cut.append((copy, found))
            return None
        self._note_answer(copy)
        self._hear(copy)
        return self._named(copy, found)

    def _named(self, copy: _Copy, completion: Completion) -> Completion:
        """The completion with its server, where there are several."""
        return replace(completion, server=copy.server.url) if len(self._pool.servers) > 1 else completion

    def _read(self, copy: _Copy) -> Completion | str:
        """What a copy was answered, or why its server is to be taken out. Raises RefusedError."""
        if copy.task.cancelled():  # by the pool, which has taken the server out
            return copy.server.reason
        try:
            completion = copy.task.result()
        except ServerAwayError as error:
            return str(error)
        except RefusedError as error:
            if error.status == NOT_FOUND and len(self._pool.up) > 1:
                return str(error)
            raise
        before = copy.server.answers_as
        if completion.finish != "deadline" and before not in ("", copy.reply.model):
            return f"it answers as {copy.reply.model!r}, and did as {before!r} before"
        return completion

    def _note_away(self, copy: _Copy, reason: str) -> None:
        self._pool.put_off(copy.server, reason, copy.started)
        if not self._copies and not self._cut:
            self._pool.sent_again += 1
            raise ServerAwayError(reason)
        if self._copies and self._heard is copy:
            self._hear(self._copies[0])

    def _note_answer(self, copy: _Copy) -> None:
        server, seconds = copy.server, time.monotonic() - copy.started
        server.failures = 0
        server.answers_as = copy.reply.model
        server.answers.note(Answer(seconds, self._question.sampling.max_tokens, copy.reply.pieces))
        self._pool.allowance.earn()
        self._pool.hedges_won += copy.is_second
