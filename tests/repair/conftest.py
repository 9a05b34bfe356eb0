"""One sandbox for all programs of these tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from kaggle_utils.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that is started once."""
    runner = asyncio.Runner()
    made = Sandbox(workers=2)
    runner.run(made.__aenter__())
    yield made
    runner.run(made.__aexit__(None, None, None))
    runner.close()
