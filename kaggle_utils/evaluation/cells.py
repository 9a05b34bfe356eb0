"""The cells of a grid: combinations of levels, each a run of its own, or one for each seed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from itertools import product
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.grid import Changes, Factor, Grid, combine
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import Settings, load_presets
from kaggle_utils.strategies import plan_attempts

BASELINE = "baseline"
GivenChanges = Callable[[str], Mapping[str, Any]]
"""What the user changes in a preset of this name, such as its model."""


@dataclass(frozen=True)
class Cell:
    """The level of each factor, and all that they change. ``name`` lists those that are not the baseline's."""

    name: str
    levels: Mapping[str, str]
    changes: Changes


def cells_of(grid: Grid) -> list[Cell]:
    """The cells of the grid's design, the baseline first. Raises InputError for two that would share a folder."""
    base = {factor.name: factor.baseline for factor in grid.factors}
    if grid.design == "grid":
        combinations = [dict(zip(base, levels, strict=True)) for levels in product(*[_baseline_first(factor) for factor in grid.factors])]
    else:
        others = [(factor.name, level) for factor in grid.factors for level in factor.levels if level != factor.baseline]
        combinations = [base, *[{**base, name: level} for name, level in others]]
    cells = [_cell(grid, levels) for levels in combinations]
    folders: dict[str, str] = {}
    for cell in cells:
        other = folders.setdefault(folder_of(cell), cell.name)
        if other != cell.name:
            raise InputError(f"{grid.source}: {other!r} and {cell.name!r} would share the folder {folder_of(cell)}: rename a level")
    return cells


def folder_of(cell: Cell) -> str:
    """The name of a cell's folder: that of the cell, with what not every file system takes replaced."""
    return re.sub(r"[^\w.=+-]+", "_", cell.name)


def settings_of(grid: Grid, cell: Cell, preset: str, given: GivenChanges, out: Path) -> dict[str, Settings]:
    """The settings of a cell's runs by the name of their sample: one run without a name, or one for each seed of the grid.

    Raises InputError, which names the file and the cell, for what Settings refuses.
    """
    changes = dict(cell.changes)
    name = str(changes.pop("preset", preset))
    own = {"prompting": load_presets()[name]["prompting"]} if "prompting" in load_presets().get(name, {}) else {}
    changes = combine(combine(own, given(name)), changes)
    folder = out / folder_of(cell)
    runs = {f"seed {seed}": {"seed": seed, "out": folder / f"seed-{seed}"} for seed in grid.seeds} or {"": {"out": folder}}
    try:
        return {sample: _checked(Settings.preset(name, **{**changes, **each})) for sample, each in runs.items()}
    except (InputError, TypeError, ValueError, AttributeError) as error:  # Settings compares before it looks at types
        raise InputError(f"{grid.source}, {cell.name}: {error}") from None


def _cell(grid: Grid, levels: Mapping[str, str]) -> Cell:
    differing = [f"{factor.name}={levels[factor.name]}" for factor in grid.factors if levels[factor.name] != factor.baseline]
    changes = reduce(combine, [factor.levels[levels[factor.name]] for factor in grid.factors], dict(grid.settings))
    return Cell(", ".join(differing) or BASELINE, levels, changes)


def _baseline_first(factor: Factor) -> list[str]:
    return sorted(factor.levels, key=lambda level: level != factor.baseline)


def _checked(settings: Settings) -> Settings:
    """These settings. Raises InputError for an unknown strategy, ValueError for a value of another type than its field's."""
    plan_attempts(settings.strategies, settings.sampling)
    from_json(Settings, json.loads(json.dumps(asdict(settings), default=str)))
    return settings
