"""The summary of a training in lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kaggle_utils.train.result import TrainResult
from kaggle_utils.train.summary_text import as_text

RESULT = TrainResult(
    method="lora",
    model="models/base",
    model_sha256="ab",
    config_sha256="cd",
    data_sha256={"rows.jsonl": "ef"},
    result="out/adapter",
    precision="fp32",
    device="CPU",
    rows=48,
    rows_too_long=0,
    row_tokens=5400,
    row_tokens_counted=2100,
    trained_parameters=299008,
    steps=12,
    tokens=5177,
    seconds=3.9,
    seconds_per_token=0.00076,
    first_loss=4.0388,
    last_loss=2.754,
    held_out_before=4.05261,
    held_out_after=2.80849,
    versions={"torch": "2"},
)


def test_the_lines_say_what_was_trained_how_long_and_where_it_is() -> None:
    assert as_text(RESULT, Path("out")).splitlines() == [
        "trained   12 steps, 5,177 tokens, 299,008 parameters (lora)",
        "time      3.9 s, 0.76 ms a token, on CPU in fp32",
        "loss      4.0388 at the first step, 2.7540 at the last",
        "held out  4.0526 before, 2.8085 after",
        "files     out/adapter, out/train.json, out/log.jsonl, out/training.html",
    ]


def test_what_was_not_measured_has_no_line() -> None:
    text = as_text(replace(RESULT, first_loss=None, last_loss=None, held_out_before=None, held_out_after=None), Path("out"))
    assert [line.split()[0] for line in text.splitlines()] == ["trained", "time", "files"]
