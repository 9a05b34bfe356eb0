"""A build that is killed at ten random points and resumed equals the one that was not: nothing lost, nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kaggle_utils.codeseq.build import RECORD
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Accepted, CasesChosen, Ran, Refused, Replied
from kaggle_utils.codeseq.write import CARD, MESSAGES, PAPER, SAMPLES, STATISTICS
from kaggle_utils.journal import read_journal
from kaggle_utils.settings import REPOSITORY
from tests.codeseq.made_sequences import write_sequences

KILLS = 10
SEQUENCES = 24
SEED = 7
Live = Callable[[Path, str], bool]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A life of a build in a folder, killed after so many bytes: whether it reached its end."""
    sequences = tmp_path / "sequences.tsv"
    write_sequences(sequences, SEQUENCES)
    command = [sys.executable, "-m", "tests.codeseq.killable_build", str(sequences)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def once(out: Path, bytes_left: str) -> bool:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{out} {bytes_left}\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
            assert answer in ("killed", "finished")
            return answer == "finished"

        yield once
        process.stdin.close()


def whole_lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"}\n")] if path.exists() else []


def test_a_build_killed_at_ten_random_points_equals_one_that_was_not(live: Live, tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    assert live(undisturbed, "-")
    size = (undisturbed / RECORD).stat().st_size
    random = Random(SEED)
    points = sorted(random.randrange(size) for _ in range(KILLS))
    for earlier, point in zip([0, *points], points, strict=False):
        before = whole_lines(killed / RECORD)
        assert not live(killed, str(max(1, point - earlier))), "it ended before it could be killed"
        assert whole_lines(killed / RECORD)[: len(before)] == before, "a line that was on the disk is gone"
    assert live(killed, "-")

    for name in (SAMPLES, PAPER, MESSAGES, CARD):
        assert (killed / name).read_bytes() == (undisturbed / name).read_bytes()
    figures = [json.loads((out / STATISTICS).read_text()) for out in (undisturbed, killed)]
    for each in figures:
        assert each["table"]["samples"] > 0
        del each["cost"]["seconds"], each["cost"]["seconds_per_sample"]
    assert figures[0] == figures[1]

    events = list(read_journal(killed / RECORD, CODESEQ_EVENTS))
    asked = Counter((event.unit, event.step, event.number) for event in events if isinstance(event, Replied))
    ran = Counter((event.unit, event.step, event.number) for event in events if isinstance(event, Ran))
    decided = Counter(event.unit for event in events if isinstance(event, Accepted | Refused))
    chosen = Counter(event.unit for event in events if isinstance(event, CasesChosen))
    for counts in (asked, ran, decided, chosen):
        assert counts
        assert set(counts.values()) == {1}


def test_a_build_that_is_complete_asks_nothing(live: Live, tmp_path: Path) -> None:
    assert live(tmp_path / "out", "-")
    before = (tmp_path / "out" / RECORD).read_bytes()
    assert live(tmp_path / "out", "-")
    assert (tmp_path / "out" / RECORD).read_bytes() == before
