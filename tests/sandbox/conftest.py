from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from kaggle_utils.sandbox import Sandbox


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests: starting one takes a second, and they may not disturb each other anyway."""
    running = Sandbox(workers=2)
    asyncio.run(running.__aenter__())
    yield running
    asyncio.run(running.__aexit__(None, None, None))
