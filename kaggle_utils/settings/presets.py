"""The presets, read from presets.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

WHOLE = ("strategies",)  # a plan of attempts is meant as it stands: one that names no trace has none


@cache
def load_presets() -> Mapping[str, Mapping[str, Any]]:
    """The presets by name, each with what it ``extends`` filled in."""
    tables = tomllib.loads((files("kaggle_utils.settings") / "presets.toml").read_text(encoding="utf-8"))

    def resolve(name: str) -> dict[str, Any]:
        own = {key: value for key, value in tables[name].items() if key != "extends"}
        return dict(merge(resolve(tables[name]["extends"]), own)) if "extends" in tables[name] else own

    return {name: resolve(name) for name in tables}


def merge(old: Any, new: Any) -> Any:
    """The new value; for two tables, their union, in which the new table's values win; those of ``WHOLE`` are replaced."""
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return new
    return {**old, **{key: value if key in WHOLE else merge(old.get(key), value) for key, value in new.items()}}
