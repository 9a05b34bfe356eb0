"""Reading a grid's file: what it says must be known, and nothing in it may undo something else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.grid import Changes, Design, Factor, Grid
from kaggle_utils.evaluation.measure import find_measures
from kaggle_utils.settings import Settings

KEYS = ("use", "design", "measures", "seeds", "settings", "factors")
OWN = {"out", "name", "use"}  # fields of Settings that a grid must not change
KNOWN = {item.name for item in fields(Settings)} - OWN | {"preset"}


def ready_grids() -> Mapping[str, Path]:
    """The files of the package, by name."""
    folder = Path(str(files("kaggle_utils.evaluation") / "grids"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def read_grid(given: str) -> Grid:
    """The grid of a file, or the package's own of that name. Raises InputError that names the file, the key and what there is."""
    path = Path(given) if Path(given).is_file() else ready_grids().get(given)
    if path is None:
        raise InputError(f"{given} is not a file, and no grid is called that; there are: {', '.join(ready_grids())}")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give the path of a TOML file") from None
    except ValueError as error:
        raise InputError(f"{path} is not TOML ({error})") from None
    try:
        return _read(str(path), table)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _read(source: str, table: Mapping[str, Any]) -> Grid:
    _refuse_unknown("the file", table, KEYS)
    design = table.get("design", "one-at-a-time")
    if design not in get_args(Design):
        raise InputError(f"design is {design!r}; there are: {', '.join(get_args(Design))}")
    measures = tuple(table.get("measures", ("right", "tokens")))
    find_measures(measures)
    seeds = table.get("seeds", [])
    if not (isinstance(seeds, list) and all(type(seed) is int for seed in seeds) and len(set(seeds)) == len(seeds)):
        raise InputError(f"seeds is {seeds!r}, and must be a list of different integers")
    factors = table.get("factors")
    if not isinstance(factors, Mapping) or not factors:
        raise InputError("it has no factor: add a table [factors.NAME] with setting, values and baseline")
    grid = Grid(
        source,
        str(table.get("use", "")),
        design,
        measures,
        tuple(seeds),
        _check("settings", table.get("settings", {})),
        tuple(_read_factor(name, each) for name, each in factors.items()),
    )
    _refuse_overlaps(grid)
    return grid


def _read_factor(name: str, table: Any) -> Factor:
    where = f"factors.{name}"
    if not isinstance(table, Mapping):
        raise InputError(f"{where} is {table!r}, and must be a table")
    _refuse_unknown(where, table, ("setting", "values", "levels", "baseline"))
    if ("levels" in table) == ("values" in table) or ("setting" in table) != ("values" in table):
        raise InputError(f"{where} must have either setting and values, or levels")
    if "levels" in table:
        if not isinstance(table["levels"], Mapping):
            raise InputError(f"{where}.levels is {table['levels']!r}, and must be a table of changes for each level's name")
        levels = {level: _check(f"{where}.levels.{level}", changes) for level, changes in table["levels"].items()}
    else:
        levels = _of_values(where, table["setting"], table["values"])
    if len(levels) < 2:
        raise InputError(f"{where} has {len(levels)} levels, and must have at least 2: there is nothing to compare")
    baseline = _label(f"{where}.baseline", table["baseline"]) if "baseline" in table else None
    if baseline is None or baseline not in levels:
        raise InputError(f"{where}.baseline is {table.get('baseline')!r}, and must be one of its levels: {', '.join(levels)}")
    return Factor(name, levels, baseline)


def _of_values(where: str, setting: Any, values: Any) -> dict[str, Changes]:
    if not isinstance(setting, str) or not isinstance(values, list):
        raise InputError(f"{where}: setting must be a text and values a list, not {setting!r} and {values!r}")
    field, _, option = setting.partition(".")
    if option and field != "prompting":
        raise InputError(f"{where}.setting is {setting!r}: only options of prompting are changed by name; list others under levels")
    levels: dict[str, Changes] = {}
    for value in values:
        label = _label(f"{where}.values", value)
        if label in levels:
            raise InputError(f"{where}.values has {label} twice")
        levels[label] = _check(f"{where}.setting", {field: {option: value} if option else value})
    return levels


def _check(where: str, changes: Any) -> Changes:
    """These changes. Raises InputError unless all are fields of Settings, and only prompting is changed by option."""
    if not isinstance(changes, Mapping):
        raise InputError(f"{where} is {changes!r}, and must be a table of settings")
    unknown = [name for name in changes if name not in KNOWN]
    if unknown:
        raise InputError(f"{where}: no setting is called {', '.join(unknown)}; there are: {', '.join(sorted(KNOWN))}")
    return changes


def _label(where: str, value: Any) -> str:
    """How a value is called in tables and folders."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str) and value:
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "+".join(value) or "none"
    raise InputError(f"{where} has {value!r}, which needs a name: list it under levels, as in levels = {{ NAME = {{ SETTING = VALUE }} }}")


def _refuse_unknown(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = [key for key in table if key not in known]
    if unknown:
        raise InputError(f"{where} has no key {', '.join(unknown)}; there are: {', '.join(known)}")


def _refuse_overlaps(grid: Grid) -> None:
    """Raise InputError where two factors change the same setting, or one changes the seed beside ``seeds``: one would undo the other."""
    by_setting: dict[str, str] = {"seed": "seeds"} if grid.seeds else {}
    for factor in grid.factors:
        for name in sorted(factor.changed):
            if name in by_setting:
                raise InputError(f"{by_setting[name]} and factors.{factor.name} both change {name}: one would undo the other")
        by_setting |= dict.fromkeys(factor.changed, f"factors.{factor.name}")
