"""The vllm engine, up once for all of these by a ladder: chat, streams, seeds, cancelling, many at once, death and stand-still."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from safetensors.torch import load_file, save_file

from kaggle_utils.checkpoint.weights import read_config
from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.engines.base import OnText
from kaggle_utils.engines.served import watch
from kaggle_utils.engines.served.engine import ServedEngine
from kaggle_utils.memory_plan.placement import Serving, kv_bytes_per_token
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import Settings
from models.demo.training.quantize import write_copy
from tests.conftest import DEMO_MODEL
from tests.vllm.conftest import AVX2_ONLY, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 17 have?")
GREEDY = Sampling(temperature=0.0, max_tokens=200)
LONG = [Sampling(temperature=2.0, top_p=1.0, max_tokens=900, seed=seed) for seed in range(16)]  # gibberish, about 2,700 tokens in all


def in_minutes(minutes: float = 20) -> float:
    return time.monotonic() + 60 * minutes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_vllm_settings: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedEngine]:
    """An engine whose first three steps meet a real failure each: at the first request, with the weights, and with the flags."""
    checkpoints = tmp_path_factory.mktemp("checkpoints")
    write_copy(DEMO_MODEL, checkpoints / "four-bit")
    write_damaged_copy(checkpoints / "damaged")
    as_it_is = {"environment": {"PYTHONPATH": ""}}
    ladder = (
        {"model": str(checkpoints / "damaged"), **as_it_is},
        {"model": str(DEMO_MODEL), "serve": {"max_model_len": 4096}, **as_it_is},
        {"model": str(DEMO_MODEL), **as_it_is},
    )
    own = {"model": str(checkpoints / "four-bit"), "environment": AVX2_ONLY, "ladder": ladder, "max_tokens": LONG[0].max_tokens}
    async with create_served_engine(make_vllm_settings(**own)) as up:
        yield up


def write_damaged_copy(folder: Path) -> None:
    """A copy of the embedded model with a matrix of the wrong shape."""
    shutil.copytree(DEMO_MODEL, folder, ignore=shutil.ignore_patterns("training"))
    weights = load_file(folder / "model.safetensors")
    weights["model.layers.0.mlp.down_proj.weight"] = weights["model.layers.0.mlp.down_proj.weight"][:, :100].contiguous()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def metric(engine: ServedEngine, name: str) -> float:
    text = httpx.get(engine.urls[0].removesuffix("/v1") + "/metrics", trust_env=False).text
    found = re.search(rf"^vllm:{name}\{{[^}}]*\}} ([\d.e+]+)$", text, re.MULTILINE)
    assert found is not None, f"no metric {name}"
    return float(found[1])


def core_of(engine: ServedEngine) -> list[psutil.Process]:
    """The processes of the server's engine core, without which no token is written."""
    family = psutil.Process(engine.process_ids[0]).children(recursive=True)
    core = [child for child in family if "Engine" in child.name() + str(child.cmdline())]
    assert core, "no process of the engine's core"
    return core


@contextlib.contextmanager
def stopped_at_the_first_piece(engine: ServedEngine) -> Iterator[OnText]:
    """A callback that stops the server's core, which goes on behind the block; so no client is too slow to be in the middle of a text."""
    core = core_of(engine)

    def stop(_: str) -> None:
        for process in core:
            process.suspend()

    try:
        yield stop
    finally:
        for process in core:
            process.resume()


def open_connections(engine: ServedEngine) -> int:
    """How many connections the server's process has, those included whose other end has hung up and that it has not noticed."""
    port = int(engine.urls[0].removesuffix("/v1").rpartition(":")[2])
    connections = psutil.Process(engine.process_ids[0]).net_connections("tcp")
    return sum(connection.laddr.port == port and connection.status != psutil.CONN_LISTEN for connection in connections)


async def test_the_ladder_steps_down_past_real_failures(engine: ServedEngine) -> None:
    without_kernel, damaged, too_long = engine.info.steps_down
    assert "'_OpNamespace' '_C' object has no attribute 'cpu_gemm_wna16'" in without_kernel
    assert "or a CPU with AVX-512" in without_kernel
    assert "damaged: vLLM ended with status 1: " in damaged
    assert "max_model_len 4096 is longer than the 1024" in too_long
    assert engine.info.model == str(DEMO_MODEL)


async def test_it_writes_a_program(engine: ServedEngine) -> None:
    completion = await engine.generate(PROMPT, GREEDY, in_minutes())
    assert completion.text.startswith("```python\n")
    assert "print(f(17))" in completion.text
    assert completion.finish == "stop"
    assert completion.prompt_tokens > 20
    assert 20 < completion.tokens < 200


async def test_it_says_what_runs(engine: ServedEngine) -> None:
    info = engine.info
    assert info.context == 1024
    assert info.details["servers"] == 1
    assert info.details["version"]
    assert info.details["kv_tokens"] > 1000


async def test_two_ranks_share_the_model(engine: ServedEngine) -> None:
    names = [" ".join(child.cmdline()) + child.name() for child in psutil.Process(engine.process_ids[0]).children(recursive=True)]
    assert sum("Worker" in name for name in names) == 2, names


async def test_the_text_streams_in_pieces(engine: ServedEngine) -> None:
    pieces: list[str] = []
    completion = await engine.generate(PROMPT, GREEDY, in_minutes(), pieces.append)
    assert "".join(pieces) == completion.text
    assert len(pieces) > 10


async def test_a_stop_string_ends_the_text_before_it(engine: ServedEngine) -> None:
    whole = await engine.generate(PROMPT, GREEDY, in_minutes())
    cut = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=200, stop=("print(",)), in_minutes())
    assert cut.text == whole.text[: whole.text.index("print(")]
    assert cut.finish == "stop"


async def test_every_token_has_its_log_probability(engine: ServedEngine) -> None:
    completion = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=30, logprobs=True), in_minutes())
    assert completion.logprobs is not None
    assert len(completion.logprobs) == completion.tokens == 30
    assert all(value <= 0 for value in completion.logprobs)


async def test_a_seed_repeats_itself_and_another_differs(engine: ServedEngine) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, seed=seed, max_tokens=30) for seed in (1, 2, 1)]
    texts = [(await engine.generate(PROMPT, sampling, in_minutes())).text for sampling in hot]
    assert texts[0] == texts[2] != texts[1]


async def test_several_samples_of_one_prompt_differ(engine: ServedEngine) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, max_tokens=30, seed=seed) for seed in range(4)]
    completions = await asyncio.gather(*[engine.generate(PROMPT, sampling, in_minutes()) for sampling in hot])
    assert len({completion.text for completion in completions}) > 1


async def test_thirty_two_requests_run_at_once(engine: ServedEngine) -> None:
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


async def test_cancelling_frees_the_slot(engine: ServedEngine) -> None:
    written, connections = metric(engine, "generation_tokens_total"), open_connections(engine)
    begun = asyncio.Event()
    with stopped_at_the_first_piece(engine) as stop:

        def begin(piece: str) -> None:
            stop(piece)
            begun.set()

        tasks = [asyncio.create_task(engine.generate(PROMPT, sampling, in_minutes(), begin)) for sampling in LONG]
        await begun.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await eventually(lambda: open_connections(engine) <= connections)
    await eventually(lambda: metric(engine, "num_requests_running") == 0)
    assert any(task.cancelled() for task in tasks)
    assert metric(engine, "generation_tokens_total") - written < 1_000


async def test_a_deadline_returns_what_was_written(engine: ServedEngine) -> None:
    with stopped_at_the_first_piece(engine) as stop:
        deadline = time.monotonic() + 10.0
        completions = await asyncio.gather(*[engine.generate(PROMPT, sampling, deadline, stop) for sampling in LONG])
    cut_off = [completion for completion in completions if completion.finish == "deadline" and completion.text]
    assert cut_off
    assert all(0 < completion.tokens < 900 for completion in cut_off)
    await eventually(lambda: metric(engine, "num_requests_running") == 0)


async def test_a_prompt_that_does_not_fit_is_refused_with_the_servers_words(engine: ServedEngine) -> None:
    with pytest.raises(EngineError, match=r"refused a request \(400\).*1024"):
        await engine.generate((Message("user", "1 " * 5000),), GREEDY, in_minutes())


async def test_the_log_agrees_with_the_memory_plan(engine: ServedEngine, make_vllm_settings: Callable[..., Settings]) -> None:
    config = read_config(make_vllm_settings().model_folder)
    (per_token, _) = kv_bytes_per_token(config, 2, Serving(dtype="bfloat16"))
    # VLLM_CPU_KVCACHE_SPACE = 1 GiB a rank; the CPU build rounds to blocks of 128 tokens.
    assert engine.info.details["kv_tokens"] == pytest.approx(2**30 / per_token, rel=0.03)


async def test_no_request_is_lost_when_the_server_is_killed(engine: ServedEngine) -> None:
    before = engine.info.details["restarts"]
    leader = engine.process_ids[0]
    killed = asyncio.Event()

    def kill(_: str) -> None:
        if not killed.is_set():
            os.killpg(leader, signal.SIGKILL)
            killed.set()

    completions = await asyncio.gather(*[engine.generate(PROMPT, sampling, in_minutes(), kill) for sampling in LONG])
    assert [completion.finish for completion in completions if completion.finish == "deadline"] == []
    assert all(completion.text for completion in completions)
    assert engine.info.details["restarts"] == before + 1
    assert engine.info.details["restart_reasons"][-1] == "the server was ended by SIGKILL, as the kernel does when memory runs out"


async def test_a_server_that_stands_still_is_started_again(engine: ServedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine.info.details["restarts"]
    for process in core_of(engine):
        process.suspend()
    with monkeypatch.context() as hasty:
        hasty.setattr(watch, "STALLED", 6.0)
        asked = asyncio.create_task(engine.generate(PROMPT, GREEDY, in_minutes()))
        await eventually(lambda: bool(engine.info.details["restarts"] > before))
    completion = await asked
    assert completion.finish == "stop"
    assert engine.info.details["restarts"] == before + 1
    assert "it wrote no token for 6 s" in engine.info.details["restart_reasons"][-1]
