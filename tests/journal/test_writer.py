from __future__ import annotations

import errno
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import AnswerFailed, AttemptMade, RecordsLate, RecordUnwritable, RunEnded, name_of
from kaggle_utils.journal.writer import BLOCK
from kaggle_utils.strategies import Attempt


def said(text: str) -> AnswerFailed:
    return AnswerFailed(text, "")


def texts(path: Path) -> list[str]:
    """What was said, and the names of all other events."""
    return [event.id if isinstance(event, AnswerFailed) else name_of(event) for event in read_journal(path)]


def write_three(path: Path) -> bytes:
    journal = Journal(path)
    for number in range(3):
        journal.write(AnswerFailed(str(number), "ünïcode\n{}"))
    journal.close()
    return path.read_bytes()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_three(tmp_path / "j")
    assert [event.id for event in read_journal(tmp_path / "j") if isinstance(event, AnswerFailed)] == ["0", "1", "2"]


@settings(max_examples=60)
@given(place=st.floats(0, 1))
def test_a_journal_cut_at_any_byte_keeps_every_whole_record_and_goes_on(place: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    whole = write_three(path)
    cut = round(place * len(whole))
    path.write_bytes(whole[:cut])
    journal = Journal(path)
    journal.write(RunEnded())
    journal.close()
    events = list(read_journal(path))
    # A cut that takes only the newline leaves a whole record, which the reopening completes.
    complete = whole[:cut].count(b"\n") + (whole[cut : cut + 1] == b"\n")
    assert [name_of(event) for event in events] == ["failed answer"] * complete + ["end"]


def test_a_torn_line_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "j"
    path.write_text('{"event": "attem')
    with caplog.at_level(logging.WARNING):
        assert list(read_journal(path)) == []
    assert "j:1" in caplog.text


def test_threads_do_not_mix_their_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.write(AnswerFailed(str(number), "y" * 5000)), range(80)))
    journal.close()
    found = [int(event.id) for event in read_journal(tmp_path / "j") if isinstance(event, AnswerFailed)]
    assert sorted(found) == list(range(80))


def test_two_runs_cannot_write_one_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    with pytest.raises(InputError, match=r"j is being written by another run, .* or choose another folder with --out"):
        Journal(tmp_path / "j")
    journal.close()
    Journal(tmp_path / "j").close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> float:
    """What the wall clock shows, to milliseconds."""
    monkeypatch.setattr("kaggle_utils.journal.timed_line.time.time", lambda: 1234.56789)
    return 1234.568


def test_every_record_has_its_time_to_milliseconds(tmp_path: Path, clock: float) -> None:
    write_three(tmp_path / "j")
    assert [event.time for event in read_journal(tmp_path / "j")] == [clock] * 3


def test_a_journal_may_be_read_by_all_and_written_by_its_owner(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        write_three(tmp_path / "j")
    finally:
        os.umask(mask)
    assert (tmp_path / "j").stat().st_mode & 0o777 == 0o644


def test_a_journal_that_goes_on_has_no_empty_lines(tmp_path: Path) -> None:
    write_three(tmp_path / "j")
    assert b"\n\n" not in write_three(tmp_path / "j")


@pytest.mark.parametrize("torn", ["{", "{{"])
def test_a_journal_torn_after_one_character_goes_on(tmp_path: Path, torn: str) -> None:
    (tmp_path / "j").write_text(torn)
    write_three(tmp_path / "j")
    assert texts(tmp_path / "j") == ["0", "1", "2"]


def test_a_disk_that_fails_after_the_record_was_written_makes_no_record_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, sync = Journal(tmp_path / "j"), os.fsync

    def fail_once(file: int) -> None:
        monkeypatch.setattr("kaggle_utils.journal.writer.os.fsync", sync)
        raise OSError(errno.EIO, "Input/output error")

    for text in ("first", "second"):
        monkeypatch.setattr("kaggle_utils.journal.writer.os.fsync", fail_once)
        journal.write(said(text))
        journal.write(said("between"))
    journal.close()
    assert texts(tmp_path / "j") == ["first", "between", "second", "between"]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A disk with room for so many bytes more; what does not fit is cut, then refused, as the kernel does it."""
    room = {"bytes": 10**9}
    write = os.write

    def limited(file: int, data: bytes) -> int:
        if not room["bytes"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(file, data[: room["bytes"]])
        room["bytes"] -= written
        return written

    monkeypatch.setattr("kaggle_utils.journal.writer.os.write", limited)
    return room


@pytest.mark.parametrize("left", [0, 1, 30, 80])
def test_a_full_disk_is_told_once_and_loses_nothing_once_there_is_room(
    tmp_path: Path, disk: dict[str, int], left: int, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(tmp_path / "j")
    journal.write(said("first"))
    disk["bytes"] = left
    for number in range(3):
        journal.write(AnswerFailed(str(number), "x" * 100))
    assert caplog.text.count("No space left on device") == 1
    assert texts(tmp_path / "j") == ["first"]
    disk["bytes"] = 10**9
    journal.write(said("last"))
    journal.close()
    assert texts(tmp_path / "j") == ["first", "0", "1", "2", "last", "late"]
    assert f"{tmp_path / 'j'} can be written again; 3 records are late in it" in caplog.messages
    last = list(read_journal(tmp_path / "j"))[-1]
    assert isinstance(last, RecordsLate)
    assert "No space left" in last.reason


def test_a_full_disk_is_told_with_the_file_and_the_reason(tmp_path: Path, disk: dict[str, int], caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path / "j")
    disk["bytes"] = 0
    journal.write(said("first"))
    assert caplog.messages[0].startswith(f"{tmp_path / 'j'} cannot be written ([Errno 28] No space left on device)")
    journal.close()


def test_what_a_full_disk_never_took_is_told_at_the_end(tmp_path: Path, disk: dict[str, int], caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path / "j")
    disk["bytes"] = 0
    journal.write(said("first"))
    journal.write(said("second"))
    journal.close()
    reason = "[Errno 28] No space left on device"
    assert caplog.messages[-1] == f"{tmp_path / 'j'} is incomplete: its last 2 records could not be written ({reason})"


def test_a_deleted_folder_is_made_again_with_all_that_was_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "out" / "j"
    path.parent.mkdir()
    journal = Journal(path)
    journal.write(said("first"))
    shutil.rmtree(path.parent)
    journal.write(said("second"))
    assert texts(path) == ["first", "second", "late"]
    with pytest.raises(InputError, match="another run"):
        Journal(path)
    journal.close()


def test_all_folders_that_were_deleted_are_made_again(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "out" / "j"
    path.parent.mkdir(parents=True)
    journal = Journal(path)
    shutil.rmtree(tmp_path / "runs")
    journal.write(said("first"))
    journal.close()
    assert texts(path) == ["first", "late"]


def test_a_deleted_file_is_made_again_and_the_late_records_say_why(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    journal.write(said("first"))
    path.unlink()
    journal.write(said("second"))
    journal.close()
    *_, last = read_journal(path)
    assert last == RecordsLate(2, "the file was gone", time=last.time)


def test_a_journal_longer_than_a_block_is_written_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    long = [str(number) * (BLOCK // 2) for number in range(5)]
    for text in long:
        journal.write(said(text))
    path.unlink()
    journal.write(said("last"))
    journal.close()
    assert texts(path) == [*long, "last", "late"]


def test_a_torn_line_of_the_file_that_took_its_place_does_not_spoil_the_next_record(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    other = tmp_path / "other"
    other.write_text('{"event": "attem')
    other.replace(path)
    journal.write(said("first"))
    journal.close()
    assert texts(path) == ["first", "late"]


def test_a_folder_that_cannot_be_made_again_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out" / "j"
    path.parent.mkdir()
    journal = Journal(path)
    journal.write(said("first"))
    shutil.rmtree(path.parent)
    path.parent.write_text("a file in its place")
    journal.write(said("second"))
    path.parent.unlink()
    journal.write(said("third"))
    journal.close()
    assert texts(path) == ["first", "second", "third", "late"]


def test_a_record_that_cannot_be_json_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture, clock: float) -> None:
    journal = Journal(tmp_path / "j")
    journal.write(AttemptMade("p", 0, Attempt("trace", (), answer=10**5000)))
    journal.close()
    (event,) = read_journal(tmp_path / "j")
    assert isinstance(event, RecordUnwritable)
    assert (event.record, event.time) == ("attempt", clock)
    assert event.reason.startswith("Exceeds the limit (4300 digits)")
    assert caplog.messages == [f"an event 'attempt' cannot be written: {event.reason}"]


def test_what_comes_after_the_end_is_not_written_and_raises_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path / "j")
    journal.close()
    journal.write(said("too late"))
    journal.close()
    assert list(read_journal(tmp_path / "j")) == []
    assert caplog.messages == [f"{tmp_path / 'j'} is closed, and an event 'failed answer' came too late for it"]


def test_text_that_is_not_unicode_is_kept_escaped(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.write(said("\udcff"))
    journal.close()
    assert texts(tmp_path / "j") == ["\udcff"]
