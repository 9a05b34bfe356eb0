"""What a set of wheels understands: the pinned files, read back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pins.hints import Flag

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Pinned:
    """The flags of a pinned ``vllm serve``, and the environment variables that it and its pinned libraries read, with their values."""

    requirement: str
    flags: Mapping[str, Flag]
    variables: Mapping[str, tuple[str, ...]]


@cache
def read_sets() -> Mapping[str, Mapping[str, Any]]:
    """The sets of wheels by name."""
    return tomllib.loads((FOLDER / "sets.toml").read_text(encoding="utf-8"))


@cache
def read_llamacpp() -> Mapping[str, Any]:
    """The libraries with llama.cpp's GPU code, as a set has them."""
    return tomllib.loads((FOLDER / "llamacpp.toml").read_text(encoding="utf-8"))


def pinned_file(requirement: str) -> Path:
    """Where what was read out of a wheel is kept."""
    return FOLDER / f"{requirement.replace('==', '-')}.json"


@cache
def load_pinned(wheels: str) -> Pinned:
    """What the named set of wheels understands. Raises KeyError for a set that is not in ``sets.toml``."""
    requirement = read_sets()[wheels]["vllm"]
    data = json.loads(pinned_file(requirement).read_text(encoding="utf-8"))
    flags = {name: _flag(entry) for name, entry in data["flags"].items()}
    variables = {name: tuple(choices) for name, choices in data["variables"].items()}
    for other in data["others"]:
        variables |= {name: () for name in other["variables"] if name not in variables}
    return Pinned(requirement, flags, variables)


def _flag(entry: Mapping[str, Any]) -> Flag:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Flag(**values)
