"""One row as the model sees it in training: its tokens, and which of them the loss counts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.dataset import split_rows
from kaggle_utils.train.encode import IGNORED, EncodedRow, encode
from kaggle_utils.train.load import load_tokenizer, prepare_libraries


def show_sample(config: TrainConfig, number: int = 0) -> str:
    """The row of this number of those that are trained on, in text. Raises InputError."""
    prepare_libraries(config.method)
    tokenizer = load_tokenizer(config.model)
    rows, _ = split_rows(config)
    return describe_row(encode(rows[number % len(rows)], tokenizer), tokenizer)


def describe_row(row: EncodedRow, tokenizer: Any) -> str:
    """Every token of a row between bars, in blocks that are masked or trained, with a count of both."""
    pairs = list(zip(row.input_ids, row.labels, strict=True))
    blocks = []
    for is_trained, block in groupby(pairs, lambda pair: pair[1] != IGNORED):
        tokens = [tokenizer.decode([token]) for token, _ in block]
        text = "|".join(token.replace("\n", "\\n") for token in tokens)
        blocks.append(f"{'TRAINED' if is_trained else 'masked'} ({len(tokens)} tokens)\n|{text}|")
    return "\n\n".join([f"row {row.id}: {len(row.input_ids)} tokens, the loss counts {row.trained}", *blocks])
