"""Rows as data sets publish them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.train.rows import read_rows


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_messages_are_trained_on_where_the_assistant_writes_them_unless_their_weight_is_0(tmp_path: Path) -> None:
    talk = [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "u"},
        {"role": "assistant", "content": "wrong", "weight": 0},
        {"role": "user", "content": "error"},
        {"role": "assistant", "content": "right", "weight": 1},
    ]
    (row,) = read_rows([write(tmp_path / "rows.jsonl", {"id": "a", "messages": talk})])
    assert [message.is_trained for message in row.messages] == [False, False, False, False, True]
    assert (row.id, row.as_dicts[2]) == ("a", {"role": "assistant", "content": "wrong"})


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        ({"instruction": "Add.", "input": "1 2", "output": "3"}, "Add.\n\n1 2", "3"),
        ({"instruction": "Add.", "input": "", "output": "3"}, "Add.", "3"),
        ({"input": "q", "output": "a"}, "q", "a"),
        ({"prompt": "q", "completion": "a"}, "q", "a"),
        ({"question": "2 * 3 * 4?", "answer": "2*3=<<2*3=6>>6, 6*4=<<6*4=24>>24\n#### 24"}, "2 * 3 * 4?", "2*3=6, 6*4=24\n#### 24"),
    ],
)
def test_pairs_become_a_question_and_an_answer(row: dict[str, str], question: str, answer: str, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", row)
    (read,) = read_rows([path])
    assert [(message.role, message.content) for message in read.messages] == [("user", question), ("assistant", answer)]
    assert read.id == "rows.jsonl:1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": "x"}, "line 1 has the keys text: a row has messages, or instruction and output"),
        ({"messages": []}, "messages is not a list"),
        ({"messages": [{"role": "user"}]}, "a message needs a role and a content"),
        ({"messages": [{"role": "user", "content": "x"}]}, "has no message of the assistant to train on"),
        ({"messages": [{"role": "assistant", "content": "x", "weight": 0}]}, "has no message of the assistant to train on"),
    ],
)
def test_what_is_not_a_row_is_refused_with_its_line(row: Any, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=reason):
        read_rows([write(tmp_path / "rows.jsonl", row)])


def test_empty_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not one row"):
        read_rows([write(tmp_path / "rows.jsonl")])
