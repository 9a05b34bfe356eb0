"""Arms: what is compared, each a set of changes to a preset (arms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaggle_utils.errors import InputError

BASELINE = "program-of-thoughts"


@dataclass(frozen=True)
class Arm:
    """``changes`` to the settings of a preset. ``use`` says what it is, ``against`` with which arm it is compared."""

    name: str
    use: str
    changes: Mapping[str, Any]
    against: str = BASELINE


@cache
def load_arms() -> Mapping[str, Arm]:
    """The arms that the package knows, by name."""
    table = tomllib.loads((files("kaggle_utils.evaluation") / "arms.toml").read_text(encoding="utf-8"))
    return {name: _read(name, dict(changes)) for name, changes in table.items()}


def find_arms(names: list[str]) -> list[Arm]:
    """The arms of these names, in the order of the file; all of them for no name. Raises InputError for an unknown name."""
    known = load_arms()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"no arm is called {', '.join(unknown)}; there are: {', '.join(known)}")
    return [arm for arm in known.values() if not names or arm.name in names]


def _read(name: str, table: dict[str, Any]) -> Arm:
    use, against = table.pop("use"), table.pop("against", BASELINE)
    return Arm(name, use, table, against)
