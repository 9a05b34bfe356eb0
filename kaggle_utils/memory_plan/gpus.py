"""The GPUs that a plan knows, from ``gpus.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.errors import InputError


@dataclass(frozen=True)
class Gpu:
    """A kind of GPU. ``usable_bytes`` is what vLLM sees of it; ``older_bytes`` is a larger total that older drivers leave, or 0."""

    name: str
    usable_bytes: int
    compute_capability: tuple[int, int]
    dtypes: tuple[str, ...]
    source: str
    older_bytes: int = 0


@cache
def load_gpus() -> Mapping[str, Gpu]:
    """All GPUs of the table by name."""
    tables = tomllib.loads((files("kaggle_utils.memory_plan") / "gpus.toml").read_text(encoding="utf-8"))
    return {name: _make(name, **table) for name, table in tables.items()}


def find_gpu(name: str) -> Gpu:
    """The GPU of a name, in letters of either case. Raises InputError."""
    gpus = {gpu.name.lower(): gpu for gpu in load_gpus().values()}
    if name.lower() not in gpus:
        raise InputError(f"no GPU is called {name!r}; there are: {', '.join(load_gpus())}; add it to memory_plan/gpus.toml")
    return gpus[name.lower()]


def _make(name: str, compute_capability: list[int], dtypes: list[str], usable_bytes: int, source: str, older_bytes: int = 0) -> Gpu:
    major, minor = compute_capability
    return Gpu(name, usable_bytes, (major, minor), tuple(dtypes), source, older_bytes)
