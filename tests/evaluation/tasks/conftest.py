"""A sandbox for the tests of standard tasks, and their samples."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import REPOSITORY

DATA = REPOSITORY / "tests" / "data" / "code"
HUMANEVAL, MBPP = DATA / "humaneval_30.jsonl", DATA / "mbpp_30.jsonl"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as up:
        yield up
