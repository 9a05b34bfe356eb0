"""Recorded replies give the same programs, runs, repairs, traces, votes and answers every time."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.engines.transcript_file import TranscriptFile
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptLost, BallotClosed, Event
from kaggle_utils.report import summarize
from kaggle_utils.report.counts import events_of, find_degradations
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.transcripts.making import counts_beside, make_test
from tests.transcripts.playing import count, other_prompts, play

MakeSettings = Callable[..., Settings]
FOLDER = Path(__file__).parent
RECORDED = sorted(FOLDER.glob("*.jsonl.gz"))
MAX_SIZE = 8_000_000  # bytes of all of them in git
# One of each kind: answers by program and by law, failed programs, votes that differ.
PROBLEMS = read_problems(DEMO_PROBLEMS, 20_000)[::55]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_a_recorded_model_gives_what_it_gave(path: Path, tmp_path: Path) -> None:
    table = json.loads(counts_beside(path).read_text())
    events = play(path, table["preset"], tmp_path)
    assert count(events, read_transcript(path).problems) == table["counts"]


def test_the_transcripts_are_small_enough_for_git() -> None:
    assert sum(path.stat().st_size for path in RECORDED) <= MAX_SIZE


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run of the embedded model: its transcript and its journal."""
    folder = tmp_path_factory.mktemp("recording")
    path = folder / "demo.jsonl.gz"
    settings = Settings.preset(
        "cpu-demo", out=folder, record=str(path), stop_early=False, execution_timeout=60.0, problem_limit=600.0, time_limit=36_000.0
    )
    with Solver(settings) as solver:
        for problem in PROBLEMS:
            solver.solve(problem)
    return path, folder / "journal.jsonl"


def ballots(journal: Path) -> list[tuple[str, list[object], object]]:
    closed = events_of(BallotClosed, list(read_journal(journal)))
    return [(ballot.id, sorted(ballot.votes, key=repr), sorted(ballot.weights)) for ballot in closed]


def replay(path: Path, make_settings: MakeSettings, **changes: object) -> tuple[Path, list[Event]]:
    settings = make_settings(engine="replay", transcripts=str(path), stop_early=False, **changes)
    with Solver(settings) as solver:
        for problem in PROBLEMS:
            solver.solve(problem)
    journal = settings.out / "journal.jsonl"
    return journal, list(read_journal(journal))


def test_a_run_of_the_embedded_model_is_played_back_with_the_same_votes(recording: tuple[Path, Path], make_settings: MakeSettings) -> None:
    path, journal = recording
    played, events = replay(path, make_settings)
    assert ballots(played) == ballots(journal)
    assert sum(len(votes) for _, votes, _ in ballots(played)) > len(PROBLEMS)
    assert (other_prompts(events), list(events_of(AttemptLost, events))) == (0, [])


def test_prompts_that_have_changed_are_reported_and_the_votes_stay(
    recording: tuple[Path, Path], make_settings: MakeSettings, caplog: pytest.LogCaptureFixture
) -> None:
    path, journal = recording
    caplog.set_level(logging.WARNING)
    played, events = replay(path, make_settings, prompting={"prefixes": ("estimate",)})
    assert ballots(played) == ballots(journal)
    replies = len(read_transcript(path).replies)
    assert other_prompts(events) == replies
    assert f"{replies} of {replies} recorded replies answered another prompt" in find_degradations(events)
    assert f"{replies} of {replies} recorded replies answered another prompt" in summarize(played)
    assert "prompts have changed since it was recorded" in caplog.text


def test_an_attempt_whose_next_turn_is_missing_ends_in_one_sentence_and_the_others_vote(
    recording: tuple[Path, Path], make_settings: MakeSettings, tmp_path: Path
) -> None:
    whole = read_transcript(recording[0])
    shorter = TranscriptFile(tmp_path / "shorter.jsonl")
    shorter.write(whole.runs[0])
    for reply in whole.replies:
        if reply.rank != 0:
            shorter.write(reply)
    shorter.close()
    _, events = replay(tmp_path / "shorter.jsonl", make_settings)
    lost = list(events_of(AttemptLost, events))
    assert [event.rank for event in lost] == [0] * len(PROBLEMS)
    assert f"ends here: turn 1 of program-of-thoughts 1 at problem {PROBLEMS[0].id}" in lost[0].reason
    assert f"{len(PROBLEMS)} attempts failed: EngineError: the transcript holds no further reply" in "\n".join(find_degradations(events))
    assert all(ballot.votes for ballot in events_of(BallotClosed, events))


def test_one_strategy_of_a_recording_can_be_played_alone(recording: tuple[Path, Path], make_settings: MakeSettings) -> None:
    _, events = replay(recording[0], make_settings, strategies={"trace": 2})
    assert (other_prompts(events), list(events_of(AttemptLost, events))) == (0, [])


def test_the_command_makes_a_test_that_passes_and_notices_another_reply(recording: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "small.jsonl.gz"
    table = make_test(recording[0], path, "cpu-demo")
    transcript = read_transcript(path)
    kept = len({reply.attempt for reply in transcript.replies})
    assert kept == table["recorded attempts"] - sum(table["left out"].values()) > 0
    assert count(play(path, "cpu-demo", tmp_path / "again"), transcript.problems) == table["counts"]

    other = tmp_path / "other.jsonl.gz"
    file = TranscriptFile(other)
    file.write(transcript.runs[0])
    for problem in transcript.problems.values():
        file.write(problem)
    for reply in transcript.replies:
        file.write(replace(reply, completion=replace(reply.completion, text="```python\nprint(1)\n```")))
    file.close()
    assert count(play(other, "cpu-demo", tmp_path / "other"), transcript.problems) != table["counts"]
