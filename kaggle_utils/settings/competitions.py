"""What a competition fixes, read from competitions.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def rules_of(protocol: str, preset: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a competition fixes: the range of answers, the modulus, and the time limit unless the preset's is smaller."""
    rules: dict[str, Any] = tomllib.loads((files("kaggle_utils.settings") / "competitions.toml").read_text(encoding="utf-8")).get(
        protocol, {}
    )
    if "time_limit" in rules and "time_limit" in preset:
        rules["time_limit"] = min(rules["time_limit"], preset["time_limit"])
    return rules
