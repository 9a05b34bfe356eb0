"""What must happen in the middle of a text, on one rank: two keep both cores of a small machine busy, and the API server waits for one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import psutil
import pytest
import pytest_asyncio

from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.settings import Settings
from tests.engines.promises import LONG, Served, test_a_deadline_returns_what_was_written, test_cancelling_frees_the_slot
from tests.vllm.test_vllm_engine import core_of

__all__ = ["test_a_deadline_returns_what_was_written", "test_cancelling_frees_the_slot"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(make_vllm_settings: Callable[..., Settings]) -> AsyncIterator[Served]:
    """An engine with one rank."""
    serve = {**Settings.preset("vllm-cpu").serve, "tensor_parallel_size": 1}
    settings = make_vllm_settings(serve=serve, environment={"VLLM_CPU_OMP_THREADS_BIND": "0"}, max_tokens=LONG[0].max_tokens)
    async with create_served_engine(settings) as up:

        def core() -> list[psutil.Process]:
            return core_of(up)

        yield Served(up, "vllm:num_requests_running", "vllm:generation_tokens_total", core, refusal="1024")
