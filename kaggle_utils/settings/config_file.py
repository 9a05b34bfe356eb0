"""Configurations of commands: a TOML file into a frozen dataclass; what is wrong is one sentence that names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json

Config = TypeVar("Config")


def read_table(path: Path, example: str) -> dict[str, Any]:
    """The table in a TOML file. Raises InputError, which names an ``example``, for a file that cannot be read, and for what is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give the path of a configuration, such as {example}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not TOML: {error}") from None


def refuse_unknown(path: Path, table: Mapping[str, Any], kind: type[Any]) -> None:
    """Raise InputError for keys that a dataclass does not have."""
    known = [item.name for item in fields(kind)]
    if unknown := [key for key in table if key not in known]:
        raise InputError(f"{path} has {', '.join(unknown)}, which is not known; there are: {', '.join(known)}")


def parse_table(path: Path, table: Mapping[str, Any], kind: type[Config]) -> Config:
    """The configuration in a table of known keys. Raises InputError for values that do not fit."""
    try:
        return from_json(kind, table)
    except (TypeError, ValueError) as error:
        raise InputError(f"{path}: {error}") from None


def refuse_below(config: object, lowest: Mapping[str, int]) -> None:
    """Raise InputError for a field that is less than its lowest value."""
    for name, least in lowest.items():
        if getattr(config, name) < least:
            raise InputError(f"{name} is {getattr(config, name)}, and must be at least {least}")


def plain(value: Any) -> Any:
    """A field's value as JSON holds it: paths, and those in tuples, as text."""
    return [str(each) for each in value] if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value
