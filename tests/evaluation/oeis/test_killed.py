"""A run of the benchmark that is killed at several points and started again equals one that was not."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from kaggle_utils.evaluation.oeis.benchmark import report_on
from kaggle_utils.evaluation.run import load_run
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.strategies import Attempt
from tests.evaluation.oeis.conftest import SEQUENCES
from tests.evaluation.oeis.killable import SAMPLES

KILLS = (500, 4_500, 5_000, 4_800, 5_200)  # bytes that the journal grows by in each life: in its first record, and among the samples


def lives(out: Path, *bytes_left: str) -> list[str]:
    """How each life ended."""
    orders = "".join(f"{out} {each}\n" for each in bytes_left)
    command = [sys.executable, "-m", "tests.evaluation.oeis.killable"]
    done = subprocess.run(command, cwd=REPOSITORY, input=orders, capture_output=True, text=True, check=True)
    return done.stdout.split()


def without_times(attempt: Attempt) -> tuple[object, ...]:
    programs = [(turn.code, turn.diagnosis, turn.execution.stdout if turn.execution else None) for turn in attempt.turns]
    return (programs, attempt.trace, attempt.doubts)


def test_a_run_killed_five_times_and_resumed_equals_one_that_was_not(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert lives(killed, *map(str, KILLS), "-") == ["killed"] * len(KILLS) + ["finished"]
    assert lives(whole, "-") == ["finished"]
    runs = [load_run(folder) for folder in (killed, whole)]
    assert report_on(runs[0], SEQUENCES) == report_on(runs[1], SEQUENCES)
    for sequence in SEQUENCES:
        one, other = ([without_times(attempt) for attempt in made.of(sequence.problem)] for made in runs)
        assert one == other
        assert len(one) == SAMPLES
    made = Counter((event.id, event.rank) for event in read_journal(killed / "journal.jsonl") if isinstance(event, AttemptMade))
    assert len(made) == SAMPLES * len(SEQUENCES)
    assert set(made.values()) == {1}


def test_what_the_journal_holds_is_not_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert lives(out, "11000") == ["killed"]
    known = {(event.id, event.rank) for event in read_journal(out / "journal.jsonl") if isinstance(event, AttemptMade)}
    asked = len((out / "questions").read_text().splitlines())
    assert known
    assert lives(out, "-", "-") == ["finished", "finished"]
    again = [tuple(line.split()) for line in (out / "questions").read_text().splitlines()[asked:]]
    assert not {(id_, int(rank)) for id_, rank in again} & known
    assert len(again) == SAMPLES * len(SEQUENCES) - len(known)
