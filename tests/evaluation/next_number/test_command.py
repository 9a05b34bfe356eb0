"""``evaluate next-number``: on recorded transcripts, without a model, and on the embedded model."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.next_number.arms import ARMS
from kaggle_utils.evaluation.next_number.report import for_json, report_on
from kaggle_utils.evaluation.run import REPLIES
from tests.evaluation.next_number.conftest import QUESTIONS, TERMS, measure_all, script
from tests.scripted import ScriptedEngine


def command(sequence_file: Path, out: Path, *options: str) -> list[str]:
    return ["evaluate", "next-number", "--sequences", str(sequence_file), "--terms", str(TERMS), "--out", str(out), *options]


def test_recorded_arms_are_played_back_with_the_same_figures_and_compared_by_their_folders(
    sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = measure_all(tmp_path / "recorded", ScriptedEngine(script))
    transcripts = tmp_path / "all.jsonl"
    with transcripts.open("wb") as file:
        for arm in ARMS[:3]:
            file.write(gzip.decompress((tmp_path / "recorded" / arm / REPLIES).read_bytes()))
    replay = ["--preset", "replay", "--set", f"transcripts={json.dumps(str(transcripts))}", "--set", "execution_timeout=60.0", "--json"]
    play = command(sequence_file, tmp_path / "played", *replay)
    assert main(play) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(for_json(report_on(recorded, QUESTIONS))))
    assert main([*play, "--resume", "never"]) == 2
    assert "already holds a run: choose another folder" in capsys.readouterr().err
    # The folders of arms are runs like others: of two models, or of one before and after training.
    assert main(["evaluate", "compare", str(tmp_path / "recorded" / "0-shot"), str(tmp_path / "played" / "5-shot"), "--json"]) == 0
    (compared,) = json.loads(capsys.readouterr().out)["comparisons"]
    assert (compared["gained"], compared["lost"]) == (["A000079", "A000142", "A007504"], ["A000290"])


def test_laws_need_no_model(sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    used = tmp_path / "used.txt"
    used.write_text("A000045\n")
    assert main(command(sequence_file, tmp_path / "out", "by-guess", "--leave-out", str(used))) == 0
    printed = capsys.readouterr().out
    assert "| by-guess | 3 of 5  | " in printed
    assert "- sequences left out of the draw: 1 in the file of those to leave out; lost: 0" in printed
    assert not (tmp_path / "out").exists()


def test_the_embedded_model_runs_through_it(sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = command(sequence_file, tmp_path, "--sample", "2", "--preset", "cpu-demo", "--set", "problem_limit=600.0", "--json")
    assert main(run) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(each["arm"], sum(each["fates"].values())) for each in report["arms"]] == [(arm, 2) for arm in ARMS]
    assert [each["run"] for each in report["compared"]] == list(ARMS[1:])
    assert all(each["tokens"] > 0 for each in report["arms"][:3])
    assert main([*run, "--resume", "always"]) == 0
    assert json.loads(capsys.readouterr().out) == report


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["3-shot"], "no arm is called 3-shot"),
        (["--sample", "0"], "--sample is 0: ask for at least 1 sequence"),
        (["--preset", "cpu-demo", "--terms", "400"], "none of the 6 sequences can be asked for"),
        (["--leave-out", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["--preset", "cpu-demo", "--set", "prompting={examples=2}"], "--set changes prompting.examples"),
        (["--preset", "cpu-demo", "--resume", "always"], "holds no run that could be resumed"),
    ],
)
def test_bad_input_is_one_sentence(
    sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(command(sequence_file, tmp_path / "out", *options)) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
