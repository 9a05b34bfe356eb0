from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Completion
from kaggle_utils.engines.transcript_file import TranscriptFile
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import AttemptLost, AttemptMade
from kaggle_utils.strategies import Attempt, Turn
from tests.engines.test_transcript import REPLY, RUN

# Attempts of a strategy: the tokens of their replies, and why the last one ended.
ATTEMPTS = [((100, 50), "stop"), ((200,), "length"), ((300,), "stop"), ((400, 80), "deadline")]
EXPECTED = [
    {"kind": "first reply", "count": 4, "cut by max_tokens": 1, "cut by the deadline": 0, "50%": 300, "75%": 400, "longest": 400},
    {"kind": "later replies", "count": 2, "cut by max_tokens": 0, "cut by the deadline": 1, "50%": 50, "75%": None, "longest": 80},
    {"kind": "whole attempt", "count": 4, "cut by max_tokens": 1, "cut by the deadline": 1, "50%": 200, "75%": 300, "longest": 480},
]


def completions(tokens: tuple[int, ...], finish: str) -> list[Completion]:
    ends = ["stop"] * (len(tokens) - 1) + [finish]
    return [Completion("", 10, count, end) for count, end in zip(tokens, ends, strict=True)]  # type: ignore[arg-type]


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    file = TranscriptFile(tmp_path / "t.jsonl.gz")
    file.write(RUN)
    for number, attempt in enumerate(ATTEMPTS):
        for turn, completion in reversed(list(enumerate(completions(*attempt)))):
            file.write(replace(REPLY, number=number, rank=number, turn=turn, completion=completion))
    file.close()
    return tmp_path / "t.jsonl.gz"


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "journal.jsonl")
    for rank, attempt in enumerate(ATTEMPTS):
        turns = tuple(Turn(completion, None, None, None) for completion in completions(*attempt))
        is_lost = rank % 2 == 1
        journal.write(AttemptLost("p", rank, "trace", "", True, turns) if is_lost else AttemptMade("p", rank, Attempt("trace", turns)))
    journal.close()
    return tmp_path


@pytest.mark.parametrize("source", ["transcript", "run_folder"])
def test_the_lengths_of_a_strategy_are_printed_by_kind(
    source: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(request.getfixturevalue(source))
    assert main(["lengths", path, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [{name: row[name] for name in EXPECTED[0]} for row in rows] == EXPECTED
    assert {row["strategy"] for row in rows} == {"trace"}
    assert main(["lengths", path]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["strategy", "kind"]
    assert lines[1].split() == ["trace", "later", "replies", "2", "0", "1", "50", "?", "?", "?", "?", "80"]


@pytest.mark.parametrize("name", ["nothing/journal.jsonl", "nothing.jsonl.gz"])
def test_what_is_neither_a_transcript_nor_a_journal_is_one_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lengths", str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err
