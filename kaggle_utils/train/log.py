"""The log of a training: one line of JSON for each step that is logged, and for each measurement on held-out rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kaggle_utils.from_json import from_json

LOG = "log.jsonl"


@dataclass(frozen=True)
class LogLine:
    """What is known after a step. ``tokens`` and ``seconds`` count from the first start; ``loss`` is of the step, None in a measurement.

    ``held_out_loss`` is the loss on the rows that are not trained on, None where it was not measured at this step.
    """

    step: int
    tokens: int
    seconds: float
    loss: float | None = None
    learning_rate: float | None = None
    gradient: float | None = None
    accuracy: float | None = None
    held_out_loss: float | None = None


def read_log(folder: Path) -> list[LogLine]:
    """The lines of a folder's log, without one that a killed run left unfinished; none where there is no log."""
    path = folder / LOG
    return list(_lines(path)) if path.is_file() else []


def cut_log(folder: Path, step: int) -> LogLine:
    """Drop the lines after a step, which will be made again, and return the last one that stays."""
    kept = [line for line in read_log(folder) if line.step <= step]
    beside = folder / f"{LOG}.new"
    beside.write_text("".join(map(encode_line, kept)), encoding="utf-8")
    beside.replace(folder / LOG)
    return kept[-1] if kept else LogLine(0, 0, 0.0)


def encode_line(line: LogLine) -> str:
    """A line of the file, with its end."""
    return json.dumps({key: value for key, value in asdict(line).items() if value is not None}) + "\n"


def _lines(path: Path) -> Iterator[LogLine]:
    with path.open(encoding="utf-8") as file:
        for text in file:
            if text.endswith("}\n"):
                yield from_json(LogLine, json.loads(text))
