"""Transcripts: what was recorded is played, once each, and a miss is loud."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from kaggle_utils.engines import Completion, EngineError, Sampling
from kaggle_utils.engines.replay import RecordingEngine, ReplayEngine
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from tests.scripted import ScriptedEngine

PROMPT = (Message("user", "Zähle \ud83d bis drei."),)
OTHER = (Message("user", "Count to four."),)
pytestmark = pytest.mark.asyncio


def soon() -> float:
    return time.monotonic() + 120


async def record(path: Path, *seeds: int) -> list[Completion]:
    engine = ScriptedEngine(lambda messages, sampling: f"seed {sampling.seed}")
    async with RecordingEngine(engine, path) as recording:
        return [await recording.generate(PROMPT, Sampling(seed=seed), soon()) for seed in seeds]


async def test_what_was_recorded_is_played_by_prompt_and_seed(tmp_path: Path) -> None:
    recorded = await record(tmp_path / "t.jsonl", 1, 2, 3)
    async with ReplayEngine(tmp_path / "t.jsonl") as engine:
        played = await asyncio.gather(*[engine.generate(PROMPT, Sampling(seed=seed), soon()) for seed in (3, 1, 2)])
    assert played == [recorded[2], recorded[0], recorded[1]]


async def test_another_seed_gets_the_next_recording(tmp_path: Path) -> None:
    recorded = await record(tmp_path / "t.jsonl", 1, 2)
    async with ReplayEngine(tmp_path / "t.jsonl") as engine:
        assert [await engine.generate(PROMPT, Sampling(seed=9), soon()) for _ in range(2)] == recorded


async def test_a_completion_is_played_once(tmp_path: Path) -> None:
    await record(tmp_path / "t.jsonl", 1)
    async with ReplayEngine(tmp_path / "t.jsonl") as engine:
        await engine.generate(PROMPT, Sampling(seed=1), soon())
        with pytest.raises(EngineError, match="holds no further completion of the prompt"):
            await engine.generate(PROMPT, Sampling(seed=1), soon())


async def test_a_prompt_that_was_not_recorded_is_a_loud_miss(tmp_path: Path) -> None:
    await record(tmp_path / "t.jsonl", 1)
    async with ReplayEngine(tmp_path / "t.jsonl") as engine:
        with pytest.raises(EngineError, match=r"holds no completion of the prompt 'Count to four\.'"):
            await engine.generate(OTHER, Sampling(), soon())


async def test_recording_appends_to_what_is_there(tmp_path: Path) -> None:
    await record(tmp_path / "t.jsonl", 1)
    await record(tmp_path / "t.jsonl", 2)
    assert len((tmp_path / "t.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "is not a file: --transcripts must name"),
        ("", "is empty: record a run first"),
        ("{}\n", "line 1 is not a recorded completion"),
        ('{"messages": []', "line 1 is not a recorded completion"),
    ],
)
async def test_a_bad_transcript_is_one_clear_error(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "t.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=message):
        ReplayEngine(path)
