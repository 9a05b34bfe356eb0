"""Our own problems, in families, one file each (``families/NAME.toml``): one function f, asked for in one wording or several.

A file has these keys:

``set``
    The set that the family belongs to: "counting" where the key is missing, three wordings of a counting problem; or "competition", one
    problem in the style of a competition, at a size that counting does not reach.
``construct``, ``difficulty``
    What kind of problem it is, and how hard it would be in a competition (easy, medium, hard).
``law``
    What f obeys: "linear", a recurrence with constant coefficients; "holonomic", one whose coefficients are polynomials in n; "none".
``start``, ``trace``
    The smallest size for which the question makes sense, and f(start), f(start + 1), ...
``brute``, ``fast``
    Two programs with a function ``f(n)``, by the definition and by another way. ``brute`` takes less than about a second for sizes up to
    ``reach`` that are asked for or lie in the trace, ``fast`` for every size that is asked for.
``[[problem]]``
    A wording: its ``statement``, the ``size`` that it asks for, the ``modulus`` of the remainder that it asks for, if any, its ``answer``,
    and the small values that it gives (``shown``, pairs of a size and f of it).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Construct = Literal["dynamic programming", "enumeration", "modular", "graph", "iteration", "symbolic", "games", "geometry", "number theory"]
Difficulty = Literal["easy", "medium", "hard"]
Law = Literal["linear", "holonomic", "none"]
FamilySet = Literal["counting", "competition"]
SEEN = 20  # counting families; prompts are tried on their problems, and measured once on those of the others


@dataclass(frozen=True)
class Wording:
    """One problem of a family. The answer is f(size), or its remainder modulo ``modulus``."""

    statement: str
    size: int
    answer: int
    modulus: int | None = None
    shown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Family:
    """A file of ``families/``, with the meaning of its keys as above; ``name`` is the file's."""

    name: str
    construct: Construct
    difficulty: Difficulty
    law: Law
    start: int
    trace: tuple[int, ...]
    reach: int
    brute: str
    fast: str
    wordings: tuple[Wording, ...]
    family_set: FamilySet = "counting"


@cache
def read_families() -> tuple[Family, ...]:
    """The counting families, in the order of a hash of their names: the first ``SEEN`` are the half that may be looked at."""
    return tuple(family for family in _read_all() if family.family_set == "counting")


@cache
def read_competition() -> tuple[Family, ...]:
    """The competition problems, each a family of one wording, in the order of a hash of their names: any beginning is a random sample."""
    return tuple(family for family in _read_all() if family.family_set == "competition")


@cache
def _read_all() -> tuple[Family, ...]:
    folder = files("kaggle_utils.evaluation") / "families"
    tables = {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    return tuple(_read(name, tables[name]) for name in sorted(tables, key=lambda name: hashlib.sha256(name.encode()).digest()))


def _read(name: str, table: Mapping[str, Any]) -> Family:
    values = dict(table)
    family_set = values.pop("set", "counting")
    wordings = tuple(_read_wording(each) for each in values.pop("problem"))
    return Family(name, **values | {"trace": tuple(values["trace"])}, wordings=wordings, family_set=family_set)


def _read_wording(table: dict[str, Any]) -> Wording:
    return Wording(**table | {"shown": tuple((size, value) for size, value in table.get("shown", ()))})
