"""Several models in one run: a question goes to the engine of the model that it names, and the completion says who wrote it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, FurtherEngine, FurtherEngineError, OnText, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.settings.further_engine import Role

logger = logging.getLogger(__name__)

TROUBLES = ("taken_out", "sent_again", "hedged", "hedges_won")  # details of engines with several servers, which add up
FAILURES = 3  # in a row, after which a further engine is asked no more: a server that dies is restarted, and fails only if that does, too


@dataclass
class _Further:
    """A further engine, and how it has done so far."""

    engine: Engine
    is_up: bool = True
    failures: int = 0
    in_a_row: int = 0
    trouble: str = ""


class EnginesByAuthor:
    """The main engine, the coder's, and further ones beside it. The main one starts first, so that none takes the memory that it needs.

    The run goes on without a further engine that does not start or dies: ``info.further`` says so, and why.
    """

    def __init__(self, coder: Engine, further: Mapping[Role, Engine]) -> None:
        self._coder = coder
        self._further = {author: _Further(engine) for author, engine in further.items()}
        self._stack = AsyncExitStack()

    @property
    def info(self) -> EngineInfo:
        """The main engine's, with the further ones, and what went wrong with the servers of all of them."""
        info = self._coder.info
        details = dict(info.details)
        for each in self._further.values():
            for name, value in each.engine.info.details.items():
                if name in TROUBLES:
                    details[name] = details[name] + value if name in details else value
        return replace(info, details=details, further=tuple(_describe(author, each) for author, each in self._further.items()))

    async def __aenter__(self) -> EnginesByAuthor:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._coder)
            for author, each in self._further.items():
                try:
                    await stack.enter_async_context(each.engine)
                except EngineError as error:
                    _give_up(author, each, f"it did not start: {error}")
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """The completion of the model that ``sampling.author`` names. Raises FurtherEngineError for a further one, EngineError."""
        author = sampling.author
        if author == "coder":
            return await self._coder.generate(messages, sampling, deadline, on_text)
        asked = self._further.get(author)
        if asked is None or not asked.is_up:
            raise FurtherEngineError(f"the run has no {author}: {(asked and asked.trouble) or 'the settings name none'}")
        try:
            completion = await asked.engine.generate(messages, sampling, deadline, on_text)
        except EngineError as error:
            _note_failure(author, asked, str(error))
            raise FurtherEngineError(f"the {author} did not answer: {error}") from error
        asked.in_a_row = 0
        return replace(completion, author=author)


def _note_failure(author: Role, each: _Further, trouble: str) -> None:
    each.failures += 1
    each.in_a_row += 1
    if each.in_a_row >= FAILURES and each.is_up:
        _give_up(author, each, trouble)
    else:
        each.trouble = trouble
        logger.warning("the %s did not answer (%s)", author, trouble)


def _give_up(author: Role, each: _Further, trouble: str) -> None:
    each.is_up, each.trouble = False, trouble
    logger.warning("the run goes on without the %s (%s)", author, trouble)


def _describe(author: Role, each: _Further) -> FurtherEngine:
    info = each.engine.info
    return FurtherEngine(author, info.engine, info.model, info.context, each.is_up, each.failures, each.trouble)
