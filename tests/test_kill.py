"""A run that is killed with SIGKILL, again and again, at any moment: it loses nothing that was on the disk and asks nothing twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, decode
from kaggle_utils.journal.history import History, read_history
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import REPOSITORY

KILLS = int(os.environ.get("KAGGLE_UTILS_KILLS", "40"))  # 200 take minutes; they are what to run after a change to the journal
PROBLEMS = 6
SEED = 4
MAX_WRITE = 9_000  # bytes; a whole run writes three times as many


class Lives:
    """The process that lives and dies (tests/killable_run.py)."""

    def __init__(self, problems: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killable_run", str(problems)],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def live(self, out: Path, bytes_left: int | None = None, seconds: float | None = None) -> bool:
        """Whether the run reached its end before it was killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{out} {'-' if bytes_left is None else bytes_left} {'-' if seconds is None else seconds}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer in ("killed", "finished")
        return answer == "finished"


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "problems.csv"
    rows = "".join(f"{number},What is 7 times the number {number}? Grüße,{7 * number}\n" for number in range(PROBLEMS))
    path.write_text(f"id,problem,answer\n{rows}", encoding="utf-8")
    return path


@pytest.fixture
def lives(problems: Path) -> Iterator[Lives]:
    made = Lives(problems)
    yield made
    made.process.communicate()


def whole_lines(journal: Path) -> list[str]:
    """Every line that is a whole JSON object, found by another way than the package's."""
    if not journal.exists():
        return []
    lines = []
    for line in journal.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            json.loads(line)
        except ValueError:
            continue
        lines.append(line)
    return lines


def events_of(lines: list[str]) -> list[Event]:
    """The events of whole lines: each of them decodes."""
    return [decode(line) for line in lines]


def known_so_far(history: History) -> set[tuple[int, int]]:
    """The number and the rank of every attempt that need not be made again."""
    known = {(int(r.problem.id), rank) for r in history.rounds.values() for rank in r.attempts}
    return known | {(int(r.problem.id), rank) for r in history.rounds.values() if r.answer for rank in range(10)}


def questions_of(out: Path) -> list[tuple[int, int]]:
    file = out / "questions"
    pairs = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    return [(int(number), int(rank)) for number, rank in pairs]


def test_a_run_killed_again_and_again_loses_nothing_and_answers_and_asks_nothing_twice(lives: Lives, tmp_path: Path) -> None:
    assert lives.live(tmp_path / "first")  # the first run is the slowest
    started = time.monotonic()
    assert lives.live(tmp_path / "undisturbed")
    longest = time.monotonic() - started
    expected = (tmp_path / "undisturbed" / "submission.csv").read_text()
    random = Random(SEED)
    kills = runs = 0
    while kills < KILLS:
        out = tmp_path / f"run{runs}"
        runs += 1
        finished = False
        while not finished:
            journal = out / "journal.jsonl"
            before = whole_lines(journal)
            known = known_so_far(read_history(events_of(before)))
            asked = len(questions_of(out))
            if kills >= KILLS:
                finished = lives.live(out)
            elif random.random() < 0.5:
                finished = lives.live(out, bytes_left=random.randrange(MAX_WRITE))
            else:
                finished = lives.live(out, seconds=random.uniform(0, longest))
            kills += not finished
            after = whole_lines(journal)
            assert after[: len(before)] == before, "a record that was on the disk is gone"
            if journal.exists():
                assert list(read_journal(journal)) == events_of(after), "the journal does not decode"
            assert not known & set(questions_of(out)[asked:]), "something that was known was asked again"
        events = events_of(whole_lines(out / "journal.jsonl"))
        answers = Counter(event.digest for event in events if isinstance(event, AnswerGiven))
        assert set(answers.values()) == {1}
        assert len(answers) == PROBLEMS
        attempts = Counter((event.id, event.rank) for event in events if isinstance(event, AttemptMade))
        assert set(attempts.values()) == {1}
        assert (out / "submission.csv").read_text() == expected
    assert expected == "id,answer\n" + "".join(f"{number},{7 * number}\n" for number in range(PROBLEMS))


def test_a_journal_cut_at_every_byte_still_says_what_is_known(lives: Lives, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert lives.live(out)
    lines = (out / "journal.jsonl").read_bytes().splitlines(keepends=True)
    some = [line for line in lines if b'"id": "0"' in line and not re.search(rb'"rank": [^1]', line)]
    whole, some_events = b"".join(some), [decode(line.decode()) for line in some]
    cut = tmp_path / "cut.jsonl"
    digest = digest_of(Problem("0", "What is 7 times the number 0? Grüße", 0))
    assert list(read_history(some_events).answers) == [digest]
    cut.write_bytes(whole)
    for size in reversed(range(len(whole))):
        os.truncate(cut, size)
        complete = whole[: size + 1].count(b"\n")
        assert len(list(read_journal(cut))) == complete
