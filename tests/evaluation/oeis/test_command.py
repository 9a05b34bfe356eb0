"""``evaluate oeis`` on recorded transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.oeis.benchmark import report_on, run_benchmark
from kaggle_utils.evaluation.run import REPLIES
from kaggle_utils.settings import Settings
from tests.evaluation.oeis.conftest import SEQUENCES, TERMS, right_then_wrong, writes
from tests.scripted import ScriptedEngine

MakeBenchmark = Callable[..., Settings]


def command(sequence_file: Path, out: Path, transcripts: Path, *options: str) -> list[str]:
    engine = ["--preset", "replay", "--set", f"transcripts={json.dumps(str(transcripts))}", "--set", "execution_timeout=60.0"]
    return ["evaluate", "oeis", "--sequences", str(sequence_file), "--terms", str(TERMS), "--out", str(out), *engine, *options]


def test_a_recorded_run_is_played_back_with_the_same_measures(
    make_benchmark: MakeBenchmark, sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = run_benchmark(SEQUENCES, make_benchmark(samples=2), engine=ScriptedEngine(writes(right_then_wrong)))
    play = command(sequence_file, tmp_path / "played", recorded.folder / REPLIES, "--samples", "2")
    assert main([*play, "--json"]) == 0
    played = json.loads(capsys.readouterr().out)
    report = report_on(recorded, SEQUENCES)
    assert (played["all"]["accuracy"]["count"], played["all"]["samples"]) == (report.all.accuracy.count, 6)
    assert [each["kind"] for each in played["keywords"]] == [each.kind for each in report.keywords]
    assert main([*play, "--resume", "always"]) == 0
    assert re.search(r"\| pass@2 +\| 100 % \(44 to 100 %\) ", capsys.readouterr().out)
    assert main([*play, "--resume", "never"]) == 2
    assert "already holds a run: choose another folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--sample", "0"], "--sample is 0: ask for at least 1 sequence"),
        (["--set", "strategies={trace=1}"], "--set changes strategies, which the benchmark sets itself"),
        (["--set", 'sequences="stripped.gz"'], "leave sequences out"),
        (["--resume", "always"], "holds no run that could be resumed"),
    ],
)
def test_bad_input_is_one_sentence(
    sequence_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(command(sequence_file, tmp_path / "out", tmp_path / "none.jsonl", *options)) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_sample_and_one_of_each_group_exclude_each_other(sequence_file: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(command(sequence_file, tmp_path / "out", tmp_path / "none.jsonl", "--sample", "1", "--per-group", "1"))
