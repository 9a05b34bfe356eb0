"""What every engine that starts servers promises, as tests: imported by a module for each backend, which defines the fixture ``served``."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import psutil
import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.base import OnText
from kaggle_utils.engines.served import watch
from kaggle_utils.engines.served.engine import ServedEngine
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt

PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 17 have?")
GREEDY = Sampling(temperature=0.0, max_tokens=200)
LONG = [Sampling(temperature=2.0, top_p=1.0, max_tokens=900, seed=seed) for seed in range(16)]  # gibberish, about 2,700 tokens in all


@dataclass(frozen=True)
class Served:
    """An engine on the embedded model whose server is up, and how to look into that server."""

    engine: ServedEngine
    running: str
    """The metric that counts the requests it works on."""
    written: str
    """The metric that counts the tokens it has written."""
    core: Callable[[], list[psutil.Process]]
    """The processes without which no token is written."""
    refusal: str
    """A pattern of the error for a prompt that is longer than the context."""
    too_busy: str = ""
    """Why a client cannot be in the middle of a text here, if so."""


def in_minutes(minutes: float = 20) -> float:
    return time.monotonic() + 60 * minutes


async def eventually(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.1)


def metric(served: Served, name: str) -> float:
    text = httpx.get(served.engine.urls[0].removesuffix("/v1") + "/metrics", trust_env=False, timeout=60).text
    found = re.search(rf"^{name}(?:\{{[^}}]*\}})? ([\d.e+]+)$", text, re.MULTILINE)
    assert found is not None, f"no metric {name}"
    return float(found[1])


@contextlib.contextmanager
def stopped_at_the_first_piece(served: Served) -> Iterator[OnText]:
    """A callback that stops the server's core, which goes on behind the block; so no client is too slow to be in the middle of a text."""
    core = served.core()

    def stop(_: str) -> None:
        for process in core:
            process.suspend()

    try:
        yield stop
    finally:
        for process in core:
            process.resume()


async def test_it_writes_a_program(served: Served) -> None:
    completion = await served.engine.generate(PROMPT, GREEDY, in_minutes())
    assert completion.text.startswith("```python\n")
    assert "print(f(17))" in completion.text
    assert completion.finish == "stop"
    assert completion.prompt_tokens > 20
    assert 20 < completion.tokens < 200


async def test_it_says_what_runs(served: Served) -> None:
    info = served.engine.info
    assert info.context == 1024
    assert info.details["servers"] == 1
    assert info.details["version"]


async def test_the_text_streams_in_pieces(served: Served) -> None:
    pieces: list[str] = []
    completion = await served.engine.generate(PROMPT, GREEDY, in_minutes(), pieces.append)
    assert "".join(pieces) == completion.text
    assert len(pieces) > 10


async def test_a_stop_string_ends_the_text_before_it(served: Served) -> None:
    whole = await served.engine.generate(PROMPT, GREEDY, in_minutes())
    cut = await served.engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=200, stop=("print(",)), in_minutes())
    assert cut.text == whole.text[: whole.text.index("print(")]
    assert cut.finish == "stop"


async def test_a_reply_that_reaches_its_limit_says_so(served: Served) -> None:
    completion = await served.engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=10), in_minutes())
    assert (completion.finish, completion.tokens) == ("length", 10)


async def test_every_token_has_its_log_probability(served: Served) -> None:
    completion = await served.engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=30, logprobs=True), in_minutes())
    assert completion.logprobs is not None
    assert len(completion.logprobs) == completion.tokens == 30
    assert all(value <= 0 for value in completion.logprobs)


async def test_a_seed_repeats_itself_and_another_differs(served: Served) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, seed=seed, max_tokens=30) for seed in (1, 2, 1)]
    texts = [(await served.engine.generate(PROMPT, sampling, in_minutes())).text for sampling in hot]
    assert texts[0] == texts[2] != texts[1]


async def test_several_samples_of_one_prompt_differ(served: Served) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, max_tokens=30, seed=seed) for seed in range(4)]
    completions = await asyncio.gather(*[served.engine.generate(PROMPT, sampling, in_minutes()) for sampling in hot])
    assert len({completion.text for completion in completions}) > 1


async def test_as_many_requests_run_at_once_as_it_says(served: Served) -> None:
    begun: set[int] = set()
    ended: set[int] = set()
    most = 0

    async def ask(seed: int) -> str:
        def note(_: str) -> None:
            nonlocal most
            begun.add(seed)
            most = max(most, len(begun - ended))

        completion = await served.engine.generate(PROMPT, Sampling(seed=seed, max_tokens=200), in_minutes(), note)
        ended.add(seed)
        return completion.text

    texts = await asyncio.gather(*[ask(seed) for seed in range(32)])
    assert all(texts)
    assert most > min(32, served.engine.info.capacity) // 4


async def test_cancelling_frees_the_slot(served: Served) -> None:
    if served.too_busy:
        pytest.skip(served.too_busy)
    written, connections = metric(served, served.written), _open_connections(served)
    begun = asyncio.Event()
    with stopped_at_the_first_piece(served) as stop:

        def begin(piece: str) -> None:
            stop(piece)
            begun.set()

        tasks = [asyncio.create_task(served.engine.generate(PROMPT, sampling, in_minutes(), begin)) for sampling in LONG]
        await begun.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if served.engine.process_ids[0] not in {process.pid for process in served.core()}:  # one that is stopped notices nothing
            await eventually(lambda: _open_connections(served) <= connections)
    await eventually(lambda: metric(served, served.running) == 0)
    assert any(task.cancelled() for task in tasks)
    assert metric(served, served.written) - written < 1_000


async def test_a_deadline_returns_what_was_written(served: Served) -> None:
    if served.too_busy:
        pytest.skip(served.too_busy)
    with stopped_at_the_first_piece(served) as stop:
        deadline = time.monotonic() + 10.0
        completions = await asyncio.gather(*[served.engine.generate(PROMPT, sampling, deadline, stop) for sampling in LONG])
    cut_off = [completion for completion in completions if completion.finish == "deadline" and completion.text]
    assert cut_off
    assert all(0 < completion.tokens < 900 for completion in cut_off)
    await eventually(lambda: metric(served, served.running) == 0)


async def test_a_prompt_that_does_not_fit_is_refused_with_the_servers_words(served: Served) -> None:
    with pytest.raises(EngineError, match=r"refused a request \(400\).*" + served.refusal):
        await served.engine.generate((Message("user", "1 " * 5000),), GREEDY, in_minutes())


async def test_no_request_is_lost_when_the_server_is_killed(served: Served) -> None:
    before = served.engine.info.details["restarts"]
    leader = served.engine.process_ids[0]
    killed = asyncio.Event()

    def kill(_: str) -> None:
        if not killed.is_set():
            os.killpg(leader, signal.SIGKILL)
            killed.set()

    completions = await asyncio.gather(*[served.engine.generate(PROMPT, sampling, in_minutes(), kill) for sampling in LONG])
    assert [completion.finish for completion in completions if completion.finish == "deadline"] == []
    assert all(completion.text for completion in completions)
    assert served.engine.info.details["restarts"] == before + 1
    reason = served.engine.info.details["restart_reasons"][-1]
    assert reason == "the server was ended by SIGKILL, as the kernel does when memory runs out"


async def test_a_server_that_stands_still_is_started_again(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    before = served.engine.info.details["restarts"]
    for process in served.core():
        process.suspend()
    with monkeypatch.context() as hasty:
        hasty.setattr(watch, "STALLED", 6.0)
        asked = asyncio.create_task(served.engine.generate(PROMPT, GREEDY, in_minutes()))
        await eventually(lambda: bool(served.engine.info.details["restarts"] > before))
    completion = await asked
    assert completion.finish == "stop"
    assert served.engine.info.details["restarts"] == before + 1
    assert "it wrote no token for 6 s" in served.engine.info.details["restart_reasons"][-1]


def _open_connections(served: Served) -> int:
    """How many connections the server's process has, those included whose other end has hung up and that it has not noticed."""
    port = int(served.engine.urls[0].removesuffix("/v1").rpartition(":")[2])
    connections = psutil.Process(served.engine.process_ids[0]).net_connections("tcp")
    return sum(connection.laddr.port == port and connection.status != psutil.CONN_LISTEN for connection in connections)
