"""Several models in one run: a question goes to the engine of the model that it names, and the completion says who wrote it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, FurtherEngine, FurtherEngineError, OnText, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.settings.further_engine import Role

logger = logging.getLogger(__name__)

FAILURES = 3  # in a row, after which a further engine is asked no more: a server that dies is restarted, and fails only if that does, too


class EnginesByAuthor:
    """The main engine, the coder's, and further ones beside it. The main one starts first, so that none takes the memory that it needs.

    The run goes on without a further engine that does not start or dies: ``info.further`` says so, and why.
    """

    def __init__(self, coder: Engine, further: Mapping[Role, Engine]) -> None:
        self._coder = coder
        self._engines = dict(further)
        self._stack = AsyncExitStack()
        self._failures = dict.fromkeys(further, 0)
        self._in_a_row = dict.fromkeys(further, 0)
        self._trouble = dict.fromkeys(further, "")
        self._is_up = dict.fromkeys(further, True)

    @property
    def info(self) -> EngineInfo:
        """The main engine's, with the further ones."""
        return replace(self._coder.info, further=tuple(map(self._describe, self._engines)))

    async def __aenter__(self) -> EnginesByAuthor:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._coder)
            for author, engine in self._engines.items():
                try:
                    await stack.enter_async_context(engine)
                except EngineError as error:
                    self._give_up(author, f"it did not start: {error}")
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """The completion of the model that ``sampling.author`` names. Raises FurtherEngineError for a further one, EngineError."""
        author = sampling.author
        if author == "coder":
            return await self._coder.generate(messages, sampling, deadline, on_text)
        if not self._is_up.get(author, False):
            raise FurtherEngineError(f"the run has no {author}: {self._trouble.get(author) or 'the settings name none'}")
        try:
            completion = await self._engines[author].generate(messages, sampling, deadline, on_text)
        except EngineError as error:
            self._note_failure(author, str(error))
            raise FurtherEngineError(f"the {author} did not answer: {error}") from error
        self._in_a_row[author] = 0
        return replace(completion, author=author)

    def _note_failure(self, author: Role, trouble: str) -> None:
        self._failures[author] += 1
        self._in_a_row[author] += 1
        if self._in_a_row[author] >= FAILURES and self._is_up[author]:
            self._give_up(author, trouble)
        else:
            self._trouble[author] = trouble
            logger.warning("the %s did not answer (%s)", author, trouble)

    def _give_up(self, author: Role, trouble: str) -> None:
        self._is_up[author], self._trouble[author] = False, trouble
        logger.warning("the run goes on without the %s (%s)", author, trouble)

    def _describe(self, author: Role) -> FurtherEngine:
        info = self._engines[author].info
        return FurtherEngine(
            author, info.engine, info.model, info.context, self._is_up[author], self._failures[author], self._trouble[author]
        )
