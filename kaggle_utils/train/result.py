"""The summary of a training (``train.json``), and what says whether a folder belongs to a configuration (``started.json``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json
from kaggle_utils.train.config import TrainConfig

RESULT, STARTED = "train.json", "started.json"
LIBRARIES = ("torch", "transformers", "trl", "peft")


@dataclass(frozen=True)
class TrainResult:
    """What was trained, on what, for how long, and with what loss.

    ``tokens`` is how many tokens the steps saw, prompts included; ``seconds`` is how long they took, with measurements and checkpoints.
    Losses are means over a token: ``first_loss`` and ``last_loss`` of single steps, the others over the held-out rows.
    """

    method: str
    model: str
    model_sha256: str | None
    config_sha256: str
    data_sha256: Mapping[str, str]
    result: str
    precision: str
    device: str
    rows: int
    rows_too_long: int
    row_tokens: int
    row_tokens_counted: int
    trained_parameters: int
    steps: int
    tokens: int
    seconds: float
    seconds_per_token: float
    first_loss: float | None
    last_loss: float | None
    held_out_before: float | None
    held_out_after: float | None
    versions: Mapping[str, str]


def installed_versions() -> dict[str, str]:
    """The versions of the libraries that train."""
    return {name: version(name) for name in LIBRARIES}


def read_result(folder: Path) -> TrainResult | None:
    """The summary in a folder, None where the training has not ended."""
    path = folder / RESULT
    return from_json(TrainResult, json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def write_result(folder: Path, result: TrainResult) -> None:
    """Write the summary, whole or not at all: its presence says that the training ended."""
    _write(folder / RESULT, asdict(result))


def claim_folder(config: TrainConfig, data_sha256: Mapping[str, str]) -> None:
    """Say in the folder which training it holds. Raises InputError if it holds another one, or as ``resume`` asks."""
    wanted = {"config": config.decisive, "data": dict(data_sha256)}
    path = config.out / STARTED
    if not path.is_file():
        if config.resume == "always":
            raise InputError(f"{config.out} holds no training that could be resumed: name its folder, or set resume to if-possible")
        config.out.mkdir(parents=True, exist_ok=True)
        _write(path, wanted)
        return
    if config.resume == "never":
        raise InputError(f"{config.out} already holds a training: choose another folder, or set resume to if-possible to continue it")
    earlier = json.loads(path.read_text(encoding="utf-8"))
    if differing := _differences(earlier, wanted):
        raise InputError(f"{config.out} holds a training with other settings ({'; '.join(differing)}): choose another folder")


def _differences(before: Mapping[str, Mapping[str, object]], now: Mapping[str, Mapping[str, object]]) -> list[str]:
    pairs = [(key, before[part].get(key), now[part].get(key)) for part in now for key in {**before[part], **now[part]}]
    return [f"{key} was {old!r} and is {new!r}" for key, old, new in pairs if old != new]


def _write(path: Path, table: Mapping[str, object]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(path)
