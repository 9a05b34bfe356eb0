"""What runs have in common and in what they differ, as their settings say it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from kaggle_utils.evaluation.decisive import decisive_values
from kaggle_utils.evaluation.imported import origins_of
from kaggle_utils.evaluation.tables import Table
from kaggle_utils.settings import Settings

NAMES_A_FILE = {"model", "planner", "verifier", "sequences"}  # of a path only the end is shown: the rest is this machine's


def differing_table(runs: Mapping[str, Settings]) -> Table:
    """A row for each run with the decisive settings that are not the same in all of them; no row for a single run."""
    values = {name: {"preset": settings.name, **decisive_values(settings)} for name, settings in runs.items()}
    first = next(iter(values.values()), {})
    names = [name for name in first if any(each[name] != first[name] for each in values.values())]
    rows = [(run, *[_show(name, each[name]) for name in names]) for run, each in values.items()] if names else []
    return Table("Settings that differ", ("run", *names), tuple(rows))


def common_facts(runs: Mapping[str, Settings]) -> dict[str, str]:
    """Preset, engine, model, temperature, limits: those of them that all runs have in common."""
    named = ("name", "engine", "model", "temperature", "max_tokens", "repair_rounds", "seed")
    facts: dict[str, str] = {}
    for name in named:
        found = {_show(name, getattr(settings, name)) for settings in runs.values()}
        if len(found) == 1 and (value := found.pop()):
            facts["preset" if name == "name" else name.replace("_", " ")] = value
    return facts


def taken_over(folders: Mapping[str, Path]) -> dict[str, str]:
    """The fact that runs were taken over, if any were."""
    found = [f"{name} from {origin}" for name, origin in origins_of(folders).items()]
    return {"taken over": "; ".join(found)} if found else {}


def _show(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{count} {key}" for key, count in value.items())
    if value is None or value == "":
        return "none"
    return PurePath(str(value)).name if name in NAMES_A_FILE else str(value)
