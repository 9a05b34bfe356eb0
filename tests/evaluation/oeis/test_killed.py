"""A run of the benchmark that is killed at several points and started again equals one that was not."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.evaluation.oeis.benchmark import report_on
from kaggle_utils.evaluation.run import load_run
from tests.evaluation.killed_lives import attempts_made, lives, without_times
from tests.evaluation.oeis.conftest import SEQUENCES
from tests.evaluation.oeis.killable import SAMPLES

MODULE = "tests.evaluation.oeis.killable"
KILLS = (500, 4_500, 5_000, 4_800, 5_200)  # bytes that the journal grows by in each life: in its first record, and among the samples


def test_a_run_killed_five_times_and_resumed_equals_one_that_was_not(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert lives(MODULE, killed, *map(str, KILLS), "-") == ["killed"] * len(KILLS) + ["finished"]
    assert lives(MODULE, whole, "-") == ["finished"]
    runs = [load_run(folder) for folder in (killed, whole)]
    assert report_on(runs[0], SEQUENCES) == report_on(runs[1], SEQUENCES)
    for sequence in SEQUENCES:
        one, other = ([without_times(attempt) for attempt in made.of(sequence.problem)] for made in runs)
        assert one == other
        assert len(one) == SAMPLES
    made = attempts_made(killed / "journal.jsonl")
    assert len(made) == SAMPLES * len(SEQUENCES)
    assert set(made.values()) == {1}


def test_what_the_journal_holds_is_not_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert lives(MODULE, out, "11000") == ["killed"]
    known = set(attempts_made(out / "journal.jsonl"))
    asked = len((out / "questions").read_text().splitlines())
    assert known
    assert lives(MODULE, out, "-", "-") == ["finished", "finished"]
    again = [tuple(line.split()) for line in (out / "questions").read_text().splitlines()[asked:]]
    assert not {(id_, int(rank)) for id_, rank in again} & known
    assert len(again) == SAMPLES * len(SEQUENCES) - len(known)
