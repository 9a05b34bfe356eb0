"""Recording and replay by problem, attempt and turn: a changed prompt is counted and answered, a turn that is missing ends its attempt."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from pathlib import Path

import pytest

from kaggle_utils.engines import Admission, Asker, Completion, EngineError, EngineInfo, Sampling
from kaggle_utils.engines.recording import RecordingEngine, hash_model
from kaggle_utils.engines.replay import ReplayEngine
from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.engines.transcript_file import TranscriptFile
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem, digest_of
from tests.scripted import ScriptedEngine

PROMPT = (Message("user", "Zähle \ud83d bis drei."),)
OTHER = (Message("user", "Count to four."),)
FIRST = Asker(Problem("p1", "Count."), 0, "trace", 0)
SECOND = Asker(Problem("p1", "Count."), 1, "trace", 1)


def soon() -> float:
    return time.monotonic() + 120


def recording_to(path: Path) -> RecordingEngine:
    return RecordingEngine(ScriptedEngine(lambda messages, sampling: f"seed {sampling.seed}"), path)


async def record(path: Path, asker: Asker, *seeds: int) -> list[Completion]:
    async with recording_to(path) as recording:
        engine = recording.for_attempt(asker)
        return [await engine.generate(PROMPT, Sampling(seed=seed), soon()) for seed in seeds]


async def test_an_attempt_is_played_turn_by_turn_whatever_its_seeds(tmp_path: Path) -> None:
    recorded = await record(tmp_path / "t.jsonl", FIRST, 1, 2, 3)
    engine = ReplayEngine(tmp_path / "t.jsonl").for_attempt(FIRST)
    assert [await engine.generate(PROMPT, Sampling(seed=99), soon()) for _ in range(3)] == recorded


async def test_each_attempt_gets_its_own_replies(tmp_path: Path) -> None:
    async with recording_to(tmp_path / "t.jsonl") as recording:
        for seed, asker in enumerate((FIRST, SECOND)):
            await recording.for_attempt(asker).generate(PROMPT, Sampling(seed=seed), soon())
    replay = ReplayEngine(tmp_path / "t.jsonl")
    played = [await replay.for_attempt(asker).generate(PROMPT, Sampling(), soon()) for asker in (SECOND, FIRST)]
    assert [completion.text for completion in played] == ["seed 1", "seed 0"]


async def test_another_plan_gets_the_attempts_that_it_has_in_common(tmp_path: Path) -> None:
    await record(tmp_path / "t.jsonl", Asker(FIRST.problem, 4, "trace", 0), 7)
    engine = ReplayEngine(tmp_path / "t.jsonl").for_attempt(Asker(FIRST.problem, 0, "trace", 0))
    assert (await engine.generate(PROMPT, Sampling(), soon())).text == "seed 7"


async def test_a_changed_prompt_is_answered_counted_and_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await record(tmp_path / "t.jsonl", FIRST, 1, 2, 3)
    replay = ReplayEngine(tmp_path / "t.jsonl")
    engine = replay.for_attempt(FIRST)
    texts = [(await engine.generate(prompt, Sampling(), soon())).text for prompt in (OTHER, PROMPT, OTHER)]
    assert texts == ["seed 1", "seed 2", "seed 3"]
    assert (replay.info.details["other_prompts"], replay.info.details["replies"]) == (2, 3)
    assert caplog.text.count("prompts have changed since it was recorded") == 1


@pytest.mark.parametrize(
    ("asker", "turn"),
    [
        (FIRST, "turn 2 of trace 1 at problem p1"),
        (SECOND, "turn 1 of trace 2"),
        (Asker(Problem("p1", "Another."), 0, "trace"), "turn 1 of"),
    ],
)
async def test_a_turn_that_was_not_recorded_is_one_sentence(tmp_path: Path, asker: Asker, turn: str) -> None:
    await record(tmp_path / "t.jsonl", FIRST, 1)
    engine = ReplayEngine(tmp_path / "t.jsonl").for_attempt(asker)
    with pytest.raises(EngineError, match=f"holds no further reply of this attempt, which ends here: {turn}"):
        for _ in range(2):
            await engine.generate(PROMPT, Sampling(), soon())


async def test_asking_without_an_attempt_is_an_error_in_replay_and_is_not_recorded(tmp_path: Path) -> None:
    async with recording_to(tmp_path / "t.jsonl") as recording:
        assert (await recording.generate(PROMPT, Sampling(seed=5), soon())).text == "seed 5"
    assert read_transcript(tmp_path / "t.jsonl").replies == ()
    with pytest.raises(EngineError, match="by problem, attempt and turn"):
        await ReplayEngine(tmp_path / "t.jsonl").generate(PROMPT, Sampling(), soon())


async def test_questions_that_one_attempt_asks_at_once_keep_their_order_while_they_wait_for_a_place(tmp_path: Path) -> None:
    class OneAtOnce(ScriptedEngine):
        @property
        def info(self) -> EngineInfo:
            return EngineInfo("scripted", "script", 0, capacity=1)

    async with RecordingEngine(OneAtOnce(lambda messages, sampling: f"seed {sampling.seed}"), tmp_path / "t.jsonl") as recording:
        engine = Admission(recording).for_attempt(FIRST)
        await asyncio.gather(*[engine.generate(PROMPT, Sampling(seed=seed), soon()) for seed in range(5)])
    found = sorted((reply.turn, reply.completion.text) for reply in read_transcript(tmp_path / "t.jsonl").replies)
    assert found == [(turn, f"seed {turn}") for turn in range(5)]


async def test_the_text_of_a_first_prompt_is_kept_once_and_later_ones_as_digests(tmp_path: Path) -> None:
    async with recording_to(tmp_path / "t.jsonl") as recording:
        for asker in (FIRST, SECOND):
            engine = recording.for_attempt(asker)
            await engine.generate(PROMPT, Sampling(), soon())
            await engine.generate(OTHER, Sampling(), soon())
    transcript = read_transcript(tmp_path / "t.jsonl")
    assert [reply.messages for reply in transcript.replies] == [PROMPT, (), (), ()]
    assert len({reply.prompt for reply in transcript.replies}) == 2
    assert transcript.problems == {digest_of(FIRST.problem): FIRST.problem}


async def test_the_model_is_recorded_by_its_name_and_the_hash_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "small"
    folder.mkdir(parents=True)
    (folder / "config.json").write_bytes(b"{}")
    (folder / "README.md").write_bytes(b"not the model")

    class Local(ScriptedEngine):
        @property
        def info(self) -> EngineInfo:
            return EngineInfo("transformers", str(folder), 2048)

    async with RecordingEngine(Local(lambda messages, sampling: ""), tmp_path / "t.jsonl"):
        pass
    (run,) = read_transcript(tmp_path / "t.jsonl").runs
    listed = f"{hashlib.sha256(b'{}').hexdigest()}  config.json\n"
    assert (run.engine, run.model, run.context) == ("transformers", "small", 2048)
    assert run.sha256 == hashlib.sha256(listed.encode()).hexdigest()
    assert hash_model(folder / "config.json") == hashlib.sha256(b"{}").hexdigest()
    assert hash_model(tmp_path / "on a server") is None


async def test_an_engine_that_does_not_start_leaves_the_file_to_the_next_run(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="out of memory"):
        async with RecordingEngine(ScriptedEngine(lambda messages, sampling: "", start_error=EngineError("out of memory")), tmp_path / "t"):
            pass
    await record(tmp_path / "t", FIRST, 1)
    assert len(read_transcript(tmp_path / "t").replies) == 1


async def test_a_full_disk_ends_the_recording_and_not_the_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    async with recording_to(tmp_path / "t.jsonl") as recording:
        assert isinstance(recording._file, TranscriptFile)
        os.dup2(os.open("/dev/full", os.O_WRONLY), recording._file._file.fileno())
        engine = recording.for_attempt(FIRST)
        texts = [(await engine.generate(PROMPT, Sampling(seed=seed), soon())).text for seed in range(3)]
        assert texts == ["seed 0", "seed 1", "seed 2"]
        assert recording.info.details["not_recorded"] == 3
    assert caplog.text.count("No space left on device") == 1
