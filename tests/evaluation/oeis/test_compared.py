"""Two runs of the benchmark compared by sequence and sample, with the truth that their folders keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.oeis.benchmark import run_benchmark
from kaggle_utils.evaluation.oeis.compared import SEQUENCES as FILE
from kaggle_utils.evaluation.oeis.compared import keep_sequences, kept_sequences
from kaggle_utils.evaluation.recorded import default_measures, load_recorded
from kaggle_utils.settings import Settings
from tests.evaluation.oeis.conftest import FIBONACCI, RIGHT, SEQUENCES, SQUARES, right_then_wrong, settings_into, writes
from tests.scripted import ScriptedEngine

MakeBenchmark = Callable[..., Settings]


def run_into(out: Path, samples: int = 3, terms: int = 12, *, is_right: bool = False) -> Path:
    """A run whose samples are all right, or of which one computes, one looks up and one is wrong."""
    choose = (lambda sequence, rank: RIGHT[sequence.id]) if is_right else right_then_wrong
    return run_benchmark(SEQUENCES, settings_into(out, samples, terms, temperature=0.8), engine=ScriptedEngine(writes(choose))).folder


def test_runs_are_compared_by_sample_over_sequences_as_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = run_into(tmp_path / "old"), run_into(tmp_path / "new", is_right=True)
    command = ["evaluate", "compare", str(old), str(new), "--out", str(tmp_path / "compared")]
    assert main([*command, "--json"]) == 0
    (compared,) = json.loads(capsys.readouterr().out)["comparisons"]
    measures = compared["measures"]
    assert list(measures) == ["right-trace", "compiles", "terms", "tokens"]
    traces = measures["right-trace"]["comparison"]
    assert (traces["problems"], traces["clusters"], traces["gained"], traces["lost"]) == (9, 3, 3, 0)
    assert (measures["compiles"]["comparison"]["new"], measures["compiles"]["difference"]) == (100, 0)
    assert measures["terms"]["difference"] > 0
    assert compared["gained"][:2] == ["A000040, sample 2", "A000040, sample 3"]  # a table does not pass, but its trace is right
    page = (tmp_path / "compared" / "report.html").read_text()
    assert "Right traces, new against old" in page


def test_a_folder_keeps_the_sequences_of_all_its_starts(tmp_path: Path) -> None:
    keep_sequences([FIBONACCI], tmp_path)
    keep_sequences([SQUARES, FIBONACCI], tmp_path)
    assert kept_sequences(tmp_path) == [FIBONACCI, SQUARES]


def test_what_cannot_be_compared_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, shorter = run_into(tmp_path / "one"), run_into(tmp_path / "shorter", terms=5)
    assert main(["evaluate", "compare", str(one), str(shorter)]) == 2
    assert "was measured by other terms in one of the runs than in one" in capsys.readouterr().err
    assert main(["evaluate", "compare", str(tmp_path), str(one)]) == 2
    assert f"{tmp_path} holds no run: it has no journal.jsonl; name the runs below it: one, shorter" in capsys.readouterr().err
    (one / FILE).unlink()
    assert main(["evaluate", "compare", str(one), str(one)]) == 2
    assert "is a run of evaluate oeis without sequences.jsonl, which has the right terms: start the run again" in capsys.readouterr().err


def test_a_sequence_that_lacks_a_sample_is_not_done(tmp_path: Path) -> None:
    folder = run_into(tmp_path / "run", samples=2)
    journal = folder / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    last = max(place for place, line in enumerate(lines) if json.loads(line)["event"] == "attempt")
    journal.write_text("".join(lines[:last] + lines[last + 1 :]))
    (run,) = load_recorded([folder])
    assert (len(run.outcomes), len(run.unfinished)) == (4, 2)
    assert default_measures([run]) == ("right-trace", "compiles", "terms", "tokens")
