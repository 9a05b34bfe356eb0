"""The measured rates in rates.toml: work for each item, and what engines write in a second."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.cost.work import Work


@dataclass(frozen=True)
class Measured:
    """The work of an item of a kind of job, what was measured, and by which factor a prediction from it was wrong (1: exact).

    ``runs`` are the kept runs that it is the mean of, below benchmarks/runs; none for what was measured in another way.
    """

    work: Work
    what: str
    source: str
    error: Mapping[str, float]
    runs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speed:
    """Tokens that a preset's engine writes in a second, all requests together, on ``gpus`` GPUs, or on ``cores`` cores without one."""

    tokens_per_second: float
    source: str
    gpus: int = 0
    cores: int = 0


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("kaggle_utils.evaluation.cost") / "rates.toml").read_text(encoding="utf-8"))


def load_work() -> Mapping[str, Measured]:
    """The kinds of jobs by name."""
    return {name: _read_work(dict(table)) for name, table in _table()["work"].items()}


def load_pilot_error() -> Mapping[str, float]:
    """By which factors the first quarter of a run predicted the whole wrongly."""
    return dict(_table()["pilot"]["error"])


def load_speeds() -> Mapping[str, Speed]:
    """The speeds by preset."""
    return {name: Speed(**table) for name, table in _table()["speed"].items()}


def find_work(kind: str) -> Measured:
    """The work of a kind of job. Raises InputError for an unknown one."""
    known = load_work()
    if kind not in known:
        raise InputError(f"no work of kind {kind!r} was measured, only {', '.join(known)}: choose one, or measure a run with --from")
    return known[kind]


def find_speed(preset: str) -> Speed:
    """The speed of a preset. Raises InputError for one whose speed nobody measured."""
    speeds = load_speeds()
    if preset not in speeds:
        raise InputError(
            f"no speed of {preset!r} was measured, only of {', '.join(speeds)}: pass --tokens-per-second, which doctor --full measures"
        )
    return speeds[preset]


def _read_work(table: dict[str, Any]) -> Measured:
    error, runs, what, source = (table.pop(key, empty) for key, empty in (("error", {}), ("runs", []), ("what", ""), ("source", "")))
    return Measured(Work(**table), str(what), str(source), error, tuple(runs))
