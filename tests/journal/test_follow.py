"""Following a journal that another process writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.journal.events import ProblemsExpected, RunEnded, encode
from kaggle_utils.journal.follow import JournalFollower


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_there_is_nothing_before_the_file(path: Path) -> None:
    assert list(JournalFollower(path).read_new()) == []


def test_every_event_comes_once(path: Path) -> None:
    follower = JournalFollower(path)
    append(path, encode(ProblemsExpected(3)) + "\n")
    assert list(follower.read_new()) == [ProblemsExpected(3)]
    append(path, encode(RunEnded()) + "\n")
    assert list(follower.read_new()) == [RunEnded()]
    assert list(follower.read_new()) == []


def test_a_line_that_is_being_written_waits_for_its_end(path: Path) -> None:
    follower, line = JournalFollower(path), encode(ProblemsExpected(3))
    append(path, line[:20])
    assert list(follower.read_new()) == []
    append(path, line[20:] + "\n")
    assert list(follower.read_new()) == [ProblemsExpected(3)]


def test_a_line_that_means_nothing_is_passed_over_with_its_number(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    append(path, f"{encode(RunEnded())}\n{{torn\n{encode(RunEnded())}\n")
    assert len(list(JournalFollower(path).read_new())) == 2
    assert "journal.jsonl:2: passed over" in caplog.text


def test_a_journal_of_another_version_is_refused(path: Path) -> None:
    append(path, '{"event": "start", "settings": {}}\n')
    with pytest.raises(InputError, match=r"journal.jsonl:1: it was written in version 1"):
        list(JournalFollower(path).read_new())
