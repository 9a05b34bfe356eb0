"""Two real llama.cpp servers behind the openai engine: one is killed under load, one stands still."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from kaggle_utils.engines import Completion, Sampling
from kaggle_utils.engines.llamacpp.backend import LLAMACPP, command
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.openai_api.hedging import ENOUGH, Answer
from kaggle_utils.engines.served.environment import serve_environment
from kaggle_utils.engines.served.process import ServerProcess, free_port
from tests.engines.llamacpp.conftest import MakeSettings
from tests.engines.promises import PROMPT

pytestmark = pytest.mark.asyncio

LIMIT = 1200.0  # seconds
TOKENS = 60


@pytest_asyncio.fixture
async def servers(make_llamacpp_settings: MakeSettings) -> AsyncIterator[Sequence[ServerProcess]]:
    """Two servers, each on a core of its own where there are two."""
    settings = make_llamacpp_settings()
    cores = sorted(os.sched_getaffinity(0))
    async with AsyncExitStack() as stack:
        started = []
        for number in range(2):
            port = free_port()
            own = {"SERVE_CORES": str(cores[number % len(cores)])}
            environment = serve_environment(os.environ, LLAMACPP.environment, own, scratch=settings.out)
            log = settings.out / f"server-{number}.log"
            server = ServerProcess(LLAMACPP, command(settings, port), environment, log, f"http://127.0.0.1:{port}/v1")
            await server.start()
            stack.push_async_callback(server.stop)
            started.append(server)
        await asyncio.gather(*[server.wait_until_healthy(time.monotonic() + LIMIT) for server in started])
        yield started


async def ask(engine: OpenAIEngine, seed: int) -> Completion:
    sampling = Sampling(temperature=2.0, top_p=1.0, max_tokens=TOKENS, seed=seed)
    return await engine.generate(PROMPT, sampling, time.monotonic() + LIMIT)


async def test_no_request_is_lost_when_one_of_two_servers_is_killed(servers: Sequence[ServerProcess]) -> None:
    async with OpenAIEngine([server.url for server in servers], "") as engine:
        killed = asyncio.Event()

        def kill(_: str) -> None:
            if not killed.is_set():
                os.killpg(servers[0].process_id, signal.SIGKILL)
                killed.set()

        sampling = [Sampling(temperature=2.0, top_p=1.0, max_tokens=TOKENS, seed=seed) for seed in range(16)]
        completions = await asyncio.gather(*[engine.generate(PROMPT, each, time.monotonic() + LIMIT, kill) for each in sampling])
        assert all(completion.text and completion.finish != "deadline" for completion in completions)
        assert {completion.server for completion in completions} <= {server.url for server in servers}
        assert engine.servers_up == 1
        assert servers[0].url in str(engine.info.details["taken_out"])


async def test_a_seed_gives_one_text_whichever_server_answers(servers: Sequence[ServerProcess]) -> None:
    async with OpenAIEngine([server.url for server in servers], "") as engine:
        one, two = await ask(engine, 7), await ask(engine, 7)
    assert one.text == two.text
    assert one.server != two.server


async def test_a_request_at_a_server_that_stands_still_is_answered_by_the_other(servers: Sequence[ServerProcess]) -> None:
    async with OpenAIEngine([server.url for server in servers], "") as engine:
        for server in engine.pool.servers:
            for _ in range(ENOUGH):
                server.answers.note(Answer(1.0, TOKENS, TOKENS))
        os.kill(servers[0].process_id, signal.SIGSTOP)
        try:
            completion = await ask(engine, 7)
        finally:
            os.kill(servers[0].process_id, signal.SIGCONT)
        assert completion.server == servers[1].url
        assert engine.info.details["hedged"] == engine.info.details["hedges_won"] == 1
