"""Read training rows: chat messages, and pairs of a question and an answer as data sets publish them.

A row is a JSON object a line. ``messages`` (codeseq's ``messages.jsonl`` and ``mixed.jsonl``, Tulu 3, and what ``train rows`` writes) has
role and content; an assistant's message with ``"weight": 0`` is shown and not trained on, as in OpenAI's format. Otherwise the first pair
of keys that it has: ``instruction`` and ``output`` (Alpaca, with its ``input``), ``input`` and ``output`` (codeseq's ``codeseq.jsonl``),
``prompt`` and ``completion``, ``question`` and ``answer`` (GSM8K, whose calculator marks are left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.read import read_json_lines
from kaggle_utils.errors import InputError

PAIRS = (("instruction", "output"), ("input", "output"), ("prompt", "completion"), ("question", "answer"))
CALCULATOR = re.compile(r"<<[^<>]*>>")  # GSM8K writes 3*4=<<3*4=12>>12


@dataclass(frozen=True)
class RowMessage:
    """A message of a row. ``is_trained`` is whether the loss counts its tokens; only an assistant's message can be."""

    role: str
    content: str
    is_trained: bool


@dataclass(frozen=True)
class TrainingRow:
    """A conversation, and where it is from."""

    id: str
    messages: tuple[RowMessage, ...]

    @property
    def as_dicts(self) -> list[dict[str, str]]:
        """The messages as chat templates take them."""
        return [{"role": message.role, "content": message.content} for message in self.messages]


def read_rows(paths: Sequence[Path]) -> list[TrainingRow]:
    """The rows of these files in their order. Raises InputError that names file, line and key."""
    rows = [_read(row, path, number) for path in paths for number, row in read_json_lines(path)]
    if not rows:
        raise InputError(f"{', '.join(map(str, paths))}: not one row; give files with a JSON object on each line")
    return rows


def _read(row: Mapping[str, Any], path: Path, number: int) -> TrainingRow:
    where = f"{path}, line {number}"
    if "messages" in row:
        messages = tuple(_read_messages(row["messages"], where))
    else:
        pair = next((pair for pair in PAIRS if all(isinstance(row.get(key), str) for key in pair)), None)
        if pair is None:
            known = ", ".join(" and ".join(pair) for pair in PAIRS)
            raise InputError(f"{where} has the keys {', '.join(row)}: a row has messages, or {known}, as text")
        messages = _of_pair(row, pair)
    if not any(message.is_trained for message in messages):
        raise InputError(f"{where} has no message of the assistant to train on: give it one whose weight is not 0")
    return TrainingRow(str(row.get("id", f"{path.name}:{number}")), messages)


def _read_messages(messages: Any, where: str) -> Iterable[RowMessage]:
    if not isinstance(messages, list) or not messages:
        raise InputError(f"{where}: messages is not a list of messages")
    for each in messages:
        if not isinstance(each, dict) or not isinstance(each.get("role"), str) or not isinstance(each.get("content"), str):
            raise InputError(f"{where}: a message needs a role and a content, both text, and one is {each!r:.80}")
        yield RowMessage(each["role"], each["content"], each["role"] == "assistant" and each.get("weight", 1) != 0)


def _of_pair(row: Mapping[str, Any], pair: tuple[str, str]) -> tuple[RowMessage, ...]:
    question, answer = (row[key] for key in pair)
    if pair[0] == "instruction" and row.get("input"):
        question = f"{question}\n\n{row['input']}"
    if pair[0] == "question":
        answer = CALCULATOR.sub("", answer)
    return RowMessage("user", question, False), RowMessage("assistant", answer, True)
