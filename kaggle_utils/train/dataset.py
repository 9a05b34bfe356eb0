"""The rows of a training: read, encoded, and those that are held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.draw import draw
from kaggle_utils.offline.manifest import file_sha256
from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.encode import Encoded, EncodedRow, encode_rows
from kaggle_utils.train.rows import TrainingRow, read_rows


@dataclass(frozen=True)
class TrainingData:
    """What is trained on, what is held out, and the SHA-256 of each file that it is from."""

    rows: Encoded
    held_out: Encoded
    files: dict[str, str]


def load_data(config: TrainConfig, tokenizer: Any) -> TrainingData:
    """The rows of the configuration's files. Raises InputError where not one row is left to train on, or to hold out."""
    rows, held_out = split_rows(config)
    encoded, measured = (encode_rows(each, tokenizer, config.length) for each in (rows, held_out))
    if not encoded.rows:
        raise InputError(f"all {len(rows)} rows are longer than {config.length} tokens: raise length")
    if held_out and not measured.rows:
        raise InputError(f"all {len(held_out)} rows that are held out are longer than {config.length} tokens: raise length")
    return TrainingData(encoded, measured, {str(path): file_sha256(path) for path in (*config.data, *config.eval_data)})


def split_rows(config: TrainConfig) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """The rows to train on and those held out, which are drawn by a hash of the seed and the ids. Raises InputError."""
    rows = read_rows(config.data)
    held_out = read_rows(config.eval_data) if config.eval_data else []
    if config.eval_share:
        drawn = draw(rows, round(config.eval_share * len(rows)), lambda row: row.id, config.seed)
        ids = {row.id for row in drawn}
        rows, held_out = [row for row in rows if row.id not in ids], held_out + [row for row in rows if row.id in ids]
        if not rows or not drawn:
            raise InputError(f"eval_share is {config.eval_share}, which leaves {len(rows)} rows to train on and {len(drawn)} to hold out")
    return rows, held_out


def as_dataset(rows: Sequence[EncodedRow]) -> Any:
    """The rows as TRL takes them when they are tokenised already."""
    from datasets import Dataset

    return Dataset.from_dict({"input_ids": [list(row.input_ids) for row in rows], "labels": [list(row.labels) for row in rows]})


def describe_data(data: TrainingData, length: int) -> str:
    """Rows and tokens in a line or two."""
    held_out = f"\nheld out  {data.held_out.describe(length)}" if data.held_out.rows else ""
    return f"data      {data.rows.describe(length)}{held_out}"


def result_folder(config: TrainConfig) -> Path:
    """Where the trained weights go: an adapter, or a whole model."""
    return config.out / ("model" if config.method == "full" else "adapter")
