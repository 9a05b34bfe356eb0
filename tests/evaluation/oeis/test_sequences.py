"""Sequences are read from the user's file, and a sample of them is the same everywhere."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis.sequences import UNGROUPED, OeisSequence, choose_sequences, read_sequences
from tests.evaluation.oeis.conftest import FIBONACCI, SEQUENCES, SQUARES

ROW = {"a": "A000045", "name": "Fibonacci numbers.", "offset": "0,4", "terms": [0, 1, 1, 2]}
MANY = [OeisSequence(f"A{number:06}", "A name.", 0, (1, 2), "odd" if number % 2 else "even") for number in range(40)]


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_is_read_as_it_was_written(sequence_file: Path) -> None:
    assert read_sequences(sequence_file) == list(SEQUENCES)


def test_a_compressed_file_is_read_too(sequence_file: Path, tmp_path: Path) -> None:
    compressed = tmp_path / "sequences.jsonl.gz"
    compressed.write_bytes(gzip.compress(sequence_file.read_bytes()))
    assert read_sequences(compressed) == list(SEQUENCES)


@pytest.mark.parametrize(("offset", "first"), [("0,4", 0), ("1", 1), (3, 3), ("-2,1", -2)])
def test_the_first_number_of_the_offset_counts(tmp_path: Path, offset: Any, first: int) -> None:
    (sequence,) = read_sequences(write(tmp_path / "one.jsonl", ROW | {"offset": offset}))
    assert sequence.offset == first


def test_group_and_keywords_may_be_missing(tmp_path: Path) -> None:
    (sequence,) = read_sequences(write(tmp_path / "one.jsonl", ROW))
    assert (sequence.group, sequence.keywords) == (UNGROUPED, ())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"a": "Fibonacci"}, "line 2: a is 'Fibonacci', and must be the number of a sequence"),
        ({"name": " "}, "line 2: name is ' ', and must be the text"),
        ({"offset": "first"}, "line 2: offset is 'first', and must be the n of the first term"),
        ({"offset": None}, "line 2: offset is None"),
        ({"terms": "0,1,1,2"}, "line 2: terms of A000001 must be a list of integers"),
        ({"terms": []}, "line 2: terms of A000001 must be a list of integers, at least one"),
        ({"terms": [0, 1.5]}, "line 2: terms of A000001 must be a list of integers"),
        ({"keyword": ["nonn"]}, "line 2: group and keyword of A000001 must be texts"),
        ({"a": "A000045"}, "line 2: a line above has A000045 too"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    path = write(tmp_path / "sequences.jsonl", ROW, {**ROW, "a": "A000001", **changes})
    with pytest.raises(InputError, match=message) as raised:
        read_sequences(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no sequence"),
        (b"A000045 ,0,1,1,2,\n", "line 1, is not a JSON object"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"\x1f\x8b but not gzip", "cannot be read"),
        (gzip.compress(b'{"a"', mtime=0)[:-9], "cannot be read"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "stripped"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_sequences(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read \(No such file or directory\): give a file of JSON Lines with --sequences"):
        read_sequences(tmp_path / "none.jsonl")


def test_the_model_gets_name_and_offset_and_nothing_else() -> None:
    assert SQUARES.problem.statement == "Name: The squares: a(n) = n^2.\nOffset: 1"
    assert SQUARES.problem.answer is None


def test_the_terms_asked_for_begin_at_the_offset_and_end_where_none_is_known() -> None:
    assert (FIBONACCI.asked(3), SQUARES.asked(3), SQUARES.asked(100)) == (range(3), range(1, 4), range(1, 17))
    assert (SQUARES.first(2), SQUARES.further(14)) == ((1, 4), {15: 225, 16: 256})


def test_a_smaller_sample_is_the_beginning_of_a_larger_one_in_any_order_of_the_file() -> None:
    assert choose_sequences(MANY[::-1], sample=5) == choose_sequences(MANY, sample=10)[:5]
    assert choose_sequences(MANY, sample=10) != MANY[:10]
    assert choose_sequences(MANY, sample=100) == choose_sequences(MANY, sample=40)
    assert choose_sequences(MANY) == MANY


def test_a_sample_of_each_group_has_as_many_of_each_as_there_are() -> None:
    chosen = choose_sequences([*MANY, FIBONACCI], per_group=3)
    assert [each.group for each in chosen] == ["classic_easy", "even", "even", "even", "odd", "odd", "odd"]


@pytest.mark.parametrize(("asked", "option"), [({"sample": 0}, "--sample is 0"), ({"per_group": -1}, "--per-group is -1")])
def test_an_empty_sample_is_refused(asked: dict[str, int], option: str) -> None:
    with pytest.raises(InputError, match=option):
        choose_sequences(MANY, **asked)
