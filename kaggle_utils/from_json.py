"""Build frozen records from JSON: the inverse of ``dataclasses.asdict``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


def from_json(kind: type[Kind], table: Mapping[str, Any]) -> Kind:
    """The dataclass that a JSON object was made from. Unknown keys are ignored, and missing ones take their default.

    Raises ValueError when a required value is missing or has the wrong type, as in a journal of another version.
    """
    hints = _hints(kind)  # type: ignore[arg-type]  # mypy holds type[Kind] not to be hashable
    values = {}
    for item in fields(kind):  # type: ignore[arg-type]
        if item.name in table:
            values[item.name] = _read(hints[item.name], table[item.name])
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} has no {item.name}")
    return kind(**values)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None and NoneType in arguments:
            return None
        (hint,) = (argument for argument in arguments if argument is not NoneType)
        return _read(hint, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{value!r:.80} is not a list")
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_read(arguments[0], item) for item in value)
        return tuple(_read(argument, item) for argument, item in zip(arguments, value, strict=True))
    if origin is Mapping and isinstance(value, Mapping) and is_dataclass(arguments[1]):
        return {key: _read(arguments[1], each) for key, each in value.items()}
    if is_dataclass(hint) and isinstance(value, Mapping):
        return from_json(hint, value)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint in (float, Path) and isinstance(value, (int, str)):
        return hint(value)
    if isinstance(hint, type) and (not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool)):
        raise ValueError(f"{value!r:.80} is not {hint.__name__}")
    return value
