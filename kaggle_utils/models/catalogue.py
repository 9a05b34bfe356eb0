"""The models that can be fetched, read from models.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaggle_utils.errors import InputError


@dataclass(frozen=True)
class KnownModel:
    """A model's official GGUF file, and the repository of the checkpoint that it was made of."""

    name: str
    gguf: str
    file: str
    sha256: str
    bytes: int
    licence: str
    context: int
    safetensors: str
    generation: Mapping[str, Any]


@cache
def load_models() -> Mapping[str, KnownModel]:
    """The models by name."""
    tables = tomllib.loads((files("kaggle_utils.models") / "models.toml").read_text(encoding="utf-8"))
    return {name: KnownModel(name, **table) for name, table in tables.items()}


def find_model(name: str) -> KnownModel:
    """The model of this name. Raises InputError with those that there are."""
    models = load_models()
    if name not in models:
        raise InputError(f"no model is called {name!r}; there are: {', '.join(models)}")
    return models[name]
