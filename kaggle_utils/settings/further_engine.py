"""Further engines: the tables ``planner`` and ``verifier`` of a run's settings, each an engine as presets have it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError
from kaggle_utils.settings.presets import load_presets, merge

Role = Literal["planner", "verifier"]
ROLES: tuple[Role, ...] = get_args(Role)
# What such a table may say: which model, how it is served, how it is asked. All else is the run's own.
FIELDS = (
    "extends",
    "engine",
    "model",
    "model_pattern",
    "dtype",
    "batch_size",
    "load_in_4bit",
    "load_in_8bit",
    "base_urls",
    "gpu",
    "server_python",
    "serve",
    "environment",
    "servers",
    "ladder",
    "startup_limit",
    "smoke_prompt",
    "smoke_expects",
    "max_tokens",
    "temperature",
    "top_p",
    "prompting",
)


@dataclass(frozen=True)
class ModelSampling:
    """How a model of a run is asked: as the fields of the same names in Settings and PromptOptions."""

    temperature: float
    top_p: float
    max_tokens: int
    thinks_first: bool


def as_table(given: Any) -> Any:
    """A preset's name as the table that extends it, and a table as a journal gives it back; anything else as it is."""
    if isinstance(given, str) and given:
        return {"extends": given}
    return json.loads(json.dumps(given, default=str)) if isinstance(given, Mapping) else given or {}


def resolve(role: Role, table: Any) -> Mapping[str, Any]:
    """A further engine's table with the preset that it extends, and a name. Raises InputError for what is not a table of an engine."""
    if not isinstance(table, Mapping):
        raise InputError(f"{role} is {table!r}, and must be a preset's name or a table with extends or engine")
    unknown = [name for name in table if name not in FIELDS]
    if unknown:
        raise InputError(f"{role} has {', '.join(unknown)}, which is not of an engine; there are: {', '.join(FIELDS)}")
    name = table.get("extends", "")
    if name and name not in load_presets():
        raise InputError(f"{role}: no preset is called {name!r}; there are: {', '.join(load_presets())}")
    resolved = {"name": name or role, **merge(load_presets().get(name, {}), {key: table[key] for key in table if key != "extends"})}
    if "engine" not in resolved:
        raise InputError(f"{role} names no engine: give it extends, a preset's name, or engine and model")
    if resolved["engine"] == "replay":
        raise InputError(f"{role} cannot be played back alone: a transcript holds the replies of all models, so replay the whole run")
    return resolved
