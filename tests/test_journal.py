from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.journal import Journal, read_journal


def write_three(path: Path) -> bytes:
    journal = Journal(path)
    for number in range(3):
        journal.write("attempt", number=number, text="ünïcode\n{}")
    journal.close()
    return path.read_bytes()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_three(tmp_path / "j")
    assert [record["number"] for record in read_journal(tmp_path / "j")] == [0, 1, 2]


@settings(max_examples=60)
@given(place=st.floats(0, 1))
def test_a_journal_cut_at_any_byte_keeps_every_whole_record_and_goes_on(place: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    whole = write_three(path)
    cut = round(place * len(whole))
    path.write_bytes(whole[:cut])
    journal = Journal(path)
    journal.write("later")
    journal.close()
    records = list(read_journal(path))
    # A cut that takes only the newline leaves a whole record, which the reopening completes.
    complete = whole[:cut].count(b"\n") + (whole[cut : cut + 1] == b"\n")
    assert [record["event"] for record in records] == ["attempt"] * complete + ["later"]


def test_a_torn_line_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "j"
    path.write_text('{"event": "attem')
    with caplog.at_level(logging.WARNING):
        assert list(read_journal(path)) == []
    assert "j:1" in caplog.text


def test_threads_do_not_mix_their_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.write("x", number=number, text="y" * 5000), range(80)))
    journal.close()
    assert sorted(record["number"] for record in read_journal(tmp_path / "j")) == list(range(80))


def test_text_that_is_not_unicode_is_kept_escaped(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.write("x", text="\udcff")
    journal.close()
    assert next(iter(read_journal(tmp_path / "j")))["text"]
