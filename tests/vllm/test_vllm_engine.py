"""The vllm engine, up once for all of these: chat, streams, seeds, cancelling, many at once, death and stand-still."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable

import httpx
import psutil
import pytest
import pytest_asyncio

from kaggle_utils.checkpoint.weights import read_config
from kaggle_utils.engines import EngineError, Sampling, generate_many, vllm_engine
from kaggle_utils.engines.vllm_engine import VllmEngine
from kaggle_utils.memory_plan.placement import Serving, kv_bytes_per_token
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import Settings
from tests.vllm.conftest import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 17 have?")
GREEDY = Sampling(temperature=0.0, max_tokens=200)
LONG = Sampling(temperature=2.0, top_p=1.0, max_tokens=900)  # gibberish that seldom ends by itself


def in_minutes(minutes: float = 5) -> float:
    return time.monotonic() + 60 * minutes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_vllm_settings: Callable[..., Settings]) -> AsyncIterator[VllmEngine]:
    async with VllmEngine(make_vllm_settings()) as up:
        yield up


def metric(engine: VllmEngine, name: str) -> float:
    text = httpx.get(engine.urls[0].removesuffix("/v1") + "/metrics", trust_env=False).text
    found = re.search(rf"^vllm:{name}\{{[^}}]*\}} ([\d.e+]+)$", text, re.MULTILINE)
    assert found is not None, f"no metric {name}"
    return float(found[1])


async def test_it_writes_a_program(engine: VllmEngine) -> None:
    completion = await engine.generate(PROMPT, GREEDY, in_minutes())
    assert completion.text.startswith("```python\n")
    assert "print(f(17))" in completion.text
    assert completion.finish == "stop"
    assert completion.prompt_tokens > 20
    assert 20 < completion.tokens < 200


async def test_it_says_what_runs(engine: VllmEngine) -> None:
    info = engine.info
    assert info.context == 1024
    assert info.steps_down == ()
    assert info.details["servers"] == 1
    assert info.details["version"]
    assert info.details["kv_tokens"] > 1000


async def test_two_ranks_share_the_model(engine: VllmEngine) -> None:
    names = [" ".join(child.cmdline()) + child.name() for child in psutil.Process(engine.process_ids[0]).children(recursive=True)]
    assert sum("Worker" in name for name in names) == 2, names


async def test_the_text_streams_in_pieces(engine: VllmEngine) -> None:
    pieces: list[str] = []
    completion = await engine.generate(PROMPT, GREEDY, in_minutes(), pieces.append)
    assert "".join(pieces) == completion.text
    assert len(pieces) > 10


async def test_a_stop_string_ends_the_text_before_it(engine: VllmEngine) -> None:
    whole = await engine.generate(PROMPT, GREEDY, in_minutes())
    cut = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=200, stop=("print(",)), in_minutes())
    assert cut.text == whole.text[: whole.text.index("print(")]
    assert cut.finish == "stop"


async def test_every_token_has_its_log_probability(engine: VllmEngine) -> None:
    completion = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=30, logprobs=True), in_minutes())
    assert completion.logprobs is not None
    assert len(completion.logprobs) == completion.tokens == 30
    assert all(value <= 0 for value in completion.logprobs)


async def test_a_seed_repeats_itself_and_another_differs(engine: VllmEngine) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, seed=seed, max_tokens=30) for seed in (1, 2, 1)]
    texts = [(await engine.generate(PROMPT, sampling, in_minutes())).text for sampling in hot]
    assert texts[0] == texts[2] != texts[1]


async def test_several_samples_of_one_prompt_differ(engine: VllmEngine) -> None:
    completions = await generate_many(engine, PROMPT, Sampling(temperature=2.0, top_p=1.0, max_tokens=30), 4, in_minutes())
    assert len({completion.text for completion in completions}) > 1


async def test_thirty_two_requests_run_at_once(engine: VllmEngine) -> None:
    begun: set[int] = set()
    ended: set[int] = set()
    most = 0

    async def ask(seed: int) -> str:
        def note(_: str) -> None:
            nonlocal most
            begun.add(seed)
            most = max(most, len(begun - ended))

        completion = await engine.generate(PROMPT, Sampling(seed=seed, max_tokens=200), in_minutes(), note)
        ended.add(seed)
        return completion.text

    texts = await asyncio.gather(*[ask(seed) for seed in range(32)])
    assert all(texts)
    assert most > 8


async def test_cancelling_frees_the_slot(engine: VllmEngine) -> None:
    pieces: list[str] = []
    tasks = [asyncio.create_task(engine.generate(PROMPT, LONG, in_minutes(), pieces.append)) for _ in range(8)]
    await eventually(lambda: len(pieces) >= 8)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    started = time.monotonic()
    await eventually(lambda: metric(engine, "num_requests_running") == 0, seconds=5)
    assert time.monotonic() - started < 5
    assert any(task.cancelled() for task in tasks)


async def test_a_deadline_returns_what_was_written(engine: VllmEngine) -> None:
    completion = await engine.generate(PROMPT, LONG, time.monotonic() + 1.0)
    assert completion.finish == "deadline"
    assert 0 < completion.tokens < 900
    await eventually(lambda: metric(engine, "num_requests_running") == 0, seconds=5)


async def test_a_prompt_that_does_not_fit_is_refused_with_the_servers_words(engine: VllmEngine) -> None:
    with pytest.raises(EngineError, match=r"refused a request \(400\).*1024"):
        await engine.generate((Message("user", "1 " * 5000),), GREEDY, in_minutes())


async def test_the_log_agrees_with_the_memory_plan(engine: VllmEngine, make_vllm_settings: Callable[..., Settings]) -> None:
    config = read_config(make_vllm_settings().model_folder)
    (per_token, _) = kv_bytes_per_token(config, 2, Serving(dtype="bfloat16"))
    # VLLM_CPU_KVCACHE_SPACE = 1 GiB a rank; the CPU build rounds to blocks of 128 tokens.
    assert engine.info.details["kv_tokens"] == pytest.approx(2**30 / per_token, rel=0.03)


async def test_no_request_is_lost_when_the_server_is_killed(engine: VllmEngine) -> None:
    before = engine.info.details["restarts"]
    pieces: list[str] = []
    tasks = [
        asyncio.create_task(engine.generate(PROMPT, Sampling(temperature=1.0, seed=seed, max_tokens=200), in_minutes(), pieces.append))
        for seed in range(16)
    ]
    await eventually(lambda: len(pieces) >= 16)
    os.killpg(engine.process_ids[0], signal.SIGKILL)
    completions = await asyncio.gather(*tasks)
    assert [completion.finish for completion in completions if completion.finish == "deadline"] == []
    assert all(completion.text for completion in completions)
    await eventually(lambda: bool(engine.info.details["restarts"] == before + 1))


async def test_a_server_that_stands_still_is_started_again(engine: VllmEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vllm_engine, "STALLED", 6.0)
    before = engine.info.details["restarts"]
    core = [
        child for child in psutil.Process(engine.process_ids[0]).children(recursive=True) if "Engine" in child.name() + str(child.cmdline())
    ]
    assert core, "no process of the engine's core"
    for process in core:
        process.suspend()
    completion = await engine.generate(PROMPT, GREEDY, in_minutes())
    assert completion.finish == "stop"
    assert engine.info.details["restarts"] == before + 1
