"""Grids of settings to be tried on the same problems (grids/*.toml, or the user's own file).

A file has these keys:

``use``
    The question that the grid asks, in a sentence.
``design``
    "one-at-a-time": the baseline, and each other level of each factor with the baseline's levels of the others; "grid": all combinations.
``measures``
    What is compared (``measure.MEASURES``); the first answers the question, the others explain it. Default: right answers and tokens.
``seeds``
    Each cell is run once with each: several samples of every problem, which are a cluster. Default: the preset's one.
``[settings]``
    What all cells change in the preset.
``[factors.NAME]``
    ``setting``, a field of Settings, "preset", or an option as in "prompting.examples"; its ``values``; and which of them is the
    ``baseline``. Or ``levels``, where one level changes several settings: a table of changes for each level's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Design = Literal["one-at-a-time", "grid"]
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Factor:
    """What is varied: the changes of each level by its name, and the name of the baseline's level."""

    name: str
    levels: Mapping[str, Changes]
    baseline: str

    @property
    def numbers(self) -> list[str]:
        """The levels whose names are numbers, by size: the steps of a curve."""
        return sorted((level for level in self.levels if _number(level) is not None), key=lambda level: _number(level) or 0.0)

    @property
    def changed(self) -> set[str]:
        """The settings that some level changes; of a table that is changed by key, such as prompting, "prompting.examples"."""
        return {name for changes in self.levels.values() for name in _names(changes)}


@dataclass(frozen=True)
class Grid:
    """A file, with the meaning of its keys as above; ``source`` is its path."""

    source: str
    use: str
    design: Design
    measures: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Changes
    factors: tuple[Factor, ...]

    @property
    def comparisons(self) -> int:
        """How many comparisons it makes by each measure: one for every level but the baseline's."""
        return sum(len(factor.levels) - 1 for factor in self.factors)


def combine(old: Changes, new: Changes) -> dict[str, Any]:
    """Both changes; where both change the table ``prompting``, its options of both. Other tables are replaced: {trace = 1} is all."""
    both = {**old, **new}
    if "prompting" in old and "prompting" in new:
        both["prompting"] = {**old["prompting"], **new["prompting"]}
    return both


def _names(changes: Changes) -> list[str]:
    options = changes.get("prompting")
    own = [f"prompting.{option}" for option in options] if isinstance(options, Mapping) else []
    return own + [name for name in changes if not (name == "prompting" and own)]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
