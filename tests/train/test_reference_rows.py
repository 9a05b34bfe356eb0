"""Rows of the reference programs: of the seen families alone, in the prompt that the strategy sends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.evaluation.problems import load_families
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.train.reference_rows import reference_rows
from kaggle_utils.train.rows import read_rows

SENT = REPOSITORY / "benchmarks" / "runs" / "seen-0.5b" / "trace-function-0" / "replies.jsonl.gz"


def test_each_seen_problem_gives_two_rows_and_no_other_gives_one() -> None:
    seen = [each.problem.id for each in load_families("seen")]
    assert sorted(row["id"] for row in reference_rows()) == sorted(f"reference/{id_}/{name}" for id_ in seen for name in ("brute", "fast"))


def test_the_prompt_is_the_one_that_a_run_without_examples_sent() -> None:
    sent = {tuple((each.role, each.content) for each in reply.messages) for reply in read_transcript(SENT).replies if reply.messages}
    made = {tuple((each["role"], each["content"]) for each in row["messages"][:-1]) for row in reference_rows()}
    assert made == sent


def test_the_command_writes_them_without_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    assert main(["train", "rows", "--references", "--to", str(path)]) == 0
    assert "120 rows of 20 problems or families" in capsys.readouterr().out
    assert len(read_rows([path])) == 120
    assert json.loads(path.read_text().splitlines()[0])["verified"] == "reference"


def test_neither_runs_nor_references_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "rows", "--to", str(tmp_path / "rows.jsonl")]) == 2
    assert "name folders of runs, or --references" in capsys.readouterr().err
