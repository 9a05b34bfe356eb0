"""What Kaggle's gateways hand to ``predict``: an id and a statement for each row, in whatever form they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaggle_utils.settings.competitions import Columns

STATEMENTS = ("problem", "question")  # names of the statements' column; an early version of AIMO-2's data says question


@dataclass(frozen=True)
class Batch:
    """The rows of a request, each an id and a statement as they came, and the name of the ids' column, empty if nothing says it."""

    rows: Sequence[tuple[Any, Any]]
    id_name: str


def read_batch(values: Sequence[Any], columns: Columns | None) -> Batch:
    """Read the arguments of a request: a Series, one-column frame or scalar for each column of the file, or one frame of all of them.

    ``columns`` are the names that a competition gives them; without it they are called as usual. What no name identifies is taken by its
    place, the id first. Raises whatever a value that is neither raises.
    """
    if len(values) == 1 and len(getattr(values[0], "columns", ())) > 1:
        values = [values[0][name] for name in values[0].columns]
    by_name = {name.lower(): value for value in reversed(values) if (name := _name_of(value))}
    id_ = _find(by_name, (columns.id,) if columns else ("id",))
    statement = _find(by_name, (columns.problem,) if columns else STATEMENTS)
    if id_ is None or statement is None:
        id_, statement = values[0], values[1]
    count = len(id_) if hasattr(id_, "shape") else 1
    rows = [(id_, statement)] if count < 2 else [(_row(id_, place), _row(statement, place)) for place in range(count)]
    return Batch(rows, _name_of(id_))


def _find(by_name: Mapping[str, Any], meant: Sequence[str]) -> Any:
    return next((by_name[name.lower()] for name in meant if name.lower() in by_name), None)


def _name_of(value: Any) -> str:
    """The name of a Series or of a frame's only column; empty for a scalar."""
    names = getattr(value, "columns", None)
    name = names[0] if names is not None and len(names) else getattr(value, "name", None)
    return name if isinstance(name, str) else ""


def _row(value: Any, place: int) -> Any:
    """One row of a polars or pandas Series or frame."""
    return value.iloc[place : place + 1] if hasattr(value, "iloc") else value.slice(place, 1)
