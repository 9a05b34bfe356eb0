"""The file of sequences that are not to be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.next_number.leave_out import read_leave_out

ROW = '{"id": "A000045#0.0", "sequence": "A000045", "title": "Fibonacci numbers"}\n'


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (ROW + ROW.replace("45", "46"), {"A000045", "A000046"}),  # codeseq's samples.jsonl
        ('{"id": "A000045#1.2", "messages": []}\n', {"A000045"}),  # its messages.jsonl
        ('\n{"a": "A000045", "terms": [0, 1]}\n', {"A000045"}),
        ("A000045\nA000046\n", {"A000045", "A000046"}),
        ("# used\nA000045  Fibonacci numbers\n\nA000046 # later\n", {"A000045", "A000046"}),
        ("A000045\tFibonacci numbers\t0\t0,1,1\n", {"A000045"}),
    ],
)
def test_names_are_read_from_rows_and_from_lines(tmp_path: Path, text: str, names: set[str]) -> None:
    assert read_leave_out(write(tmp_path / "used", text)) == names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "used names no sequence: give codeseq's samples.jsonl"),
        ("# nothing yet\n", "used names no sequence"),
        (ROW + '{"title": "no name"}\n', "used, line 2, names no sequence under sequence, a or id"),
        (ROW + '{"id": 45}\n', "used, line 2, names no sequence under sequence, a or id"),
        (ROW + "A000046\n", "line 2, is not a JSON object"),
    ],
)
def test_a_file_that_names_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_leave_out(write(tmp_path / "used", text))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none cannot be read \(No such file or directory\): give codeseq's"):
        read_leave_out(tmp_path / "none")
    (tmp_path / "packed").write_bytes(b"\x1f\x8b")
    with pytest.raises(InputError, match=r"packed cannot be read \(it is not UTF-8\)"):
        read_leave_out(tmp_path / "packed")
