"""A context with a scripted model and a real sandbox, for every strategy's tests."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from kaggle_utils.engines import Engine
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, AttemptContext, find_strategy
from tests.scripted import ScriptedEngine, says

MakeSettings = Callable[..., Settings]
MakeContext = Callable[..., AttemptContext]
Try = Callable[..., Awaitable[tuple[Attempt, ScriptedEngine]]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as up:
        yield up


@pytest.fixture
def make_context(shared_sandbox: Sandbox, make_settings: MakeSettings) -> MakeContext:
    """A context for an engine, with two rounds of repair unless told otherwise; ``seconds`` from now is its deadline."""

    def make(engine: Engine, seconds: float = 600.0, **changes: Any) -> AttemptContext:
        settings = AttemptSettings.of(make_settings(**({"repair_rounds": 2} | changes)))
        return AttemptContext(engine, shared_sandbox, settings, time.monotonic() + seconds, time.monotonic, seed=0)

    return make


@pytest.fixture
def try_strategy(make_context: MakeContext) -> Try:
    """One attempt of a named strategy, with a model that says these replies one after another, the last for ever."""

    async def attempt(name: str, *replies: str, statement: str = "How many?", **changes: Any) -> tuple[Attempt, ScriptedEngine]:
        engine = ScriptedEngine(says(*replies))
        return await find_strategy(name)(Problem("p", statement), make_context(engine, **changes)), engine

    return attempt
