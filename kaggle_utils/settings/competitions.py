"""What each competition fixes, read from competitions.toml and from a file of one's own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json

OWN_FILE = "KAGGLE_UTILS_COMPETITIONS"  # the environment variable that names a file of further rows
# Fields of Settings that a competition may fix. Everything else is the preset's.
FIXED: Mapping[str, type] = {
    "time_limit": float,
    "problem_limit": float,
    "expected_problems": int,
    "modulus": int,
    "lowest_answer": int,
    "highest_answer": int,
    "fallback_answer": int,
    "longest_statement": int,
}
PLACES = ("folder", "problems", "submission", "columns", "device", "adapter")


@dataclass(frozen=True)
class Columns:
    """The names of the columns of a competition's files. The submission has the id's and the answer's."""

    id: str = "id"
    problem: str = "problem"
    answer: str = "answer"


@dataclass(frozen=True)
class AdapterRules:
    """What a competition asks of a LoRA adapter; 0 and an empty name where it asks nothing."""

    max_rank: int = 0
    base_model: str = ""
    max_megabytes: float = 0.0


@dataclass(frozen=True)
class Competition:
    """A row of the table.

    ``folder`` is a glob for the name of the folder that Kaggle mounts; with one, the competition is an offline one, whose ``problems`` are
    read from that folder and answered in ``submission``. ``columns`` is None where they have the usual names. ``device`` names the GPUs
    that it lends, by their names in memory_plan/gpus.toml. ``settings`` are the fields of Settings that it fixes, ``source`` the file.
    """

    name: str
    source: str = "competitions.toml"
    folder: str = ""
    problems: str = "test.csv"
    submission: str = "submission.csv"
    columns: Columns | None = None
    device: tuple[str, ...] = ()
    adapter: AdapterRules | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def load_competitions(variables: Mapping[str, str] | None = None) -> Mapping[str, Competition]:
    """All rows by name; those of the file that ``KAGGLE_UTILS_COMPETITIONS`` names replace ours. Raises InputError for a wrong row."""
    variables = os.environ if variables is None else variables
    source = "competitions.toml"
    found = _read((files("kaggle_utils.settings") / source).read_text(encoding="utf-8"), source)
    own = variables.get(OWN_FILE)
    if own:
        try:
            text = Path(own).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{OWN_FILE} is {own!r}, which cannot be read ({error}): name a TOML file") from None
        rows = _read(text, own)
        found = rows | {name: row for name, row in found.items() if name not in rows}  # those of one's own are looked at first
    return found


def find_competition(name: str, variables: Mapping[str, str] | None = None) -> Competition:
    """The row of a name. Raises InputError for a name that the table does not have."""
    rows = load_competitions(variables)
    if name not in rows:
        raise InputError(
            f"no competition is called {name!r}; there are: {', '.join(rows)}; add a row in a file that {OWN_FILE} names (docs/gateways.md)"
        )
    return rows[name]


def rules_of(row: Competition | None, preset: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a competition fixes: the range of answers, the modulus, and the time limit unless the preset's is smaller."""
    rules = dict(row.settings) if row is not None else {}
    if "time_limit" in rules and "time_limit" in preset:
        rules["time_limit"] = min(rules["time_limit"], preset["time_limit"])
    return rules


def other_device(row: Competition | None, preset: str, gpu: str) -> str:
    """What is to be said of a preset that is meant for another GPU than the competition lends; empty if it fits or nobody knows."""
    if row is None or not row.device or not gpu or gpu in row.device:
        return ""
    return f"preset {preset} is for {gpu}, and {row.name} lends {' or '.join(row.device)}"


def _read(text: str, source: str) -> dict[str, Competition]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source} is not TOML ({error}): correct it") from None
    return {name: _row(name, table, source) for name, table in tables.items()}


def _row(name: str, table: Any, source: str) -> Competition:
    if not isinstance(table, dict):
        raise InputError(f"{source}: {name} stands outside a table: put [a-name-of-the-competition] above it")
    where = f"{source}, [{name}]"
    _refuse_unknown(table, (*PLACES, *FIXED), where)
    for part, kind in (("columns", Columns), ("adapter", AdapterRules)):
        if isinstance(table.get(part), dict):
            _refuse_unknown(table[part], tuple(kind.__dataclass_fields__), f"{where}, {part}")
    named = list(asdict(Columns(**table["columns"])).values()) if isinstance(table.get("columns"), dict) else []
    if len(set(named)) < len(named):
        raise InputError(f"{where}: columns are called {', '.join(map(str, named))}, and each needs a name of its own")
    for key in FIXED.keys() & table.keys():
        accepted = (int, float) if FIXED[key] is float else (int,)
        if not isinstance(table[key], accepted) or isinstance(table[key], bool):
            raise InputError(f"{where}: {key} is {table[key]!r}, and must be a number{'' if float in accepted else ' without a fraction'}")
    try:
        row = from_json(Competition, {"name": name, "source": source, **table})
    except ValueError as error:
        raise InputError(f"{where} cannot be read: {error}") from None
    return replace(row, settings={key: table[key] for key in FIXED if key in table})


def _refuse_unknown(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = sorted(table.keys() - set(known))
    if unknown:
        raise InputError(f"{where} has {unknown[0]!r}; it may have: {', '.join(known)}")
