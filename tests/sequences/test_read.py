"""Files of known sequences: every format is read, and a bad file is one error that says what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.sequences import Entry, load_sequences, read_entries
from tests.sequences.conftest import EXCERPT

STRIPPED = b"# a comment\n\nA000045 ,0,1,1,2,3,5,8,\nA000001 ,\nA000587 ,1,-1,0,1,1,-2\r\n"
TABLE = b"A000045\tA000045: Fibonacci numbers\t0\t0,1,1,2,3,5,8\n"
FIBONACCI = Entry(b"A000045", b"", b"0,1,1,2,3,5,8")


@pytest.mark.parametrize("compress", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_lines_of_stripped_are_read_without_comments_and_sequences_without_terms(compress: type, tmp_path: Path) -> None:
    path = tmp_path / "stripped.gz"
    path.write_bytes(compress(STRIPPED))
    assert list(read_entries(path)) == [FIBONACCI, Entry(b"A000587", b"", b"1,-1,0,1,1,-2")]


@pytest.mark.parametrize(("name", "compress"), [("names.gz", gzip.compress), ("names", bytes)])
def test_titles_are_read_from_the_names_beside_it(name: str, compress: type, tmp_path: Path) -> None:
    (tmp_path / "stripped").write_bytes(STRIPPED)
    (tmp_path / name).write_bytes(compress(b"# names\nA000045 Fibonacci numbers: F(n).\n"))
    assert [entry.title for entry in read_entries(tmp_path / "stripped")] == [b"Fibonacci numbers: F(n).", b""]


def test_rows_of_a_table_are_read_with_their_titles(tmp_path: Path) -> None:
    path = tmp_path / "sequences.tsv"
    path.write_bytes(TABLE)
    assert list(read_entries(path)) == [Entry(b"A000045", b"Fibonacci numbers", b"0,1,1,2,3,5,8", b"0")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", r"line 1, is not a line of .* \('hello'\): give the path"),
        (b"A000045 ,0,1,\nA000046 ,1,x,\n", "line 2, is not a line"),
        (b"A000045 ,0,,1,\n", "line 1, is not a line"),
        (b"A000045 ,0,1-1,\n", "line 1, is not a line"),
        (b"A000045\tFibonacci\t0\n", "line 1, is not a line"),
        (b"A000045\tFibonacci\t0\t1,a\n", "line 1, is not a line"),
        (b"", "holds not one sequence: give the path"),
        (b"# only a comment\n", "holds not one sequence"),
        (b"\xff\xfe\x00\x01", "line 1, is not a line"),
        (gzip.compress(STRIPPED * 1000, mtime=0)[:200], "is damaged .*: download it again"),
        (gzip.compress(STRIPPED, mtime=0)[:-6] + b"abcdef", r"cannot be read \(CRC check failed.*\)"),
        (b"\x1f\x8b nonsense", "cannot be read"),
        (b"A000045 ,1," + b"9" * 5000 + b",\n", "A000045 has a term of 5000 digits, and at most 4300"),
    ],
)
def test_a_bad_file_is_one_error_that_says_what_to_do(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "sequences.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        load_sequences(path)


@pytest.mark.parametrize("name", ["missing.gz", "."])
def test_a_path_that_is_not_a_file_is_one_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read \(.*\): give the path of a file of sequences"):
        load_sequences(tmp_path / name)


def test_the_excerpt_of_the_tests_is_read_with_its_titles() -> None:
    index = load_sequences(EXCERPT)
    assert len(index) == 9
    assert index.sequence(7).name == "A001906"
    assert index.sequence(7).title.startswith("F(2n) = bisection of Fibonacci sequence")
    assert index.sequence(7).terms[:5] == (0, 1, 3, 8, 21)
