"""The misreadings: read misreadings.toml, and say which one the values of a program look like.

A program that runs well may answer another question than the one that was asked. The failure modes of catalogue.toml are seen in how a
program ran; a misreading is seen only where its values can be compared with others that are known to be right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from kaggle_utils.repair.signs import SIGNS

Detector = Literal["cases", "small sizes", "two programs", "law", "checks", "modulus"]
MIN_COMPARED = 2  # values; of one wrong value, nearly every misreading could be the reason
_CONTRADICTION = re.compile(r"the statement says f\((\d{1,18})\) = (-?\d+), and yours gives (-?\d+)")


@dataclass(frozen=True)
class Misreading:
    """A way in which a program answers another question.

    ``description`` is a sentence about the program, ``advice`` what the model is told to do. ``noticed_by`` are the detectors that notice
    every program which is planted with it in tests/repair/misreadings, ``sometimes_by`` those that notice some of them. ``sign`` names a
    function of signs.py that recognises it by right values and the program's own.
    """

    name: str
    description: str
    noticed_by: tuple[Detector, ...]
    advice: str
    sometimes_by: tuple[Detector, ...] = ()
    sign: str = ""


@cache
def load_misreadings() -> tuple[Misreading, ...]:
    """The misreadings; what a more special sign recognises comes first."""
    table = tomllib.loads((files("kaggle_utils.repair") / "misreadings.toml").read_text(encoding="utf-8"))
    return tuple(
        Misreading(**row | {key: tuple(row.get(key, ())) for key in ("noticed_by", "sometimes_by")}) for row in table["misreading"]
    )


def find_misreading(right: Mapping[int, int], told: Mapping[int, int]) -> Misreading | None:
    """The misreading that values f(n) look like, beside the ``right`` ones of some sizes; None where they look like none.

    Nothing is found in values that are right, or where only one can be compared. Few values are weak evidence, also of a misreading that
    has such values by chance: it is a hint for the model, or a count over many attempts.
    """
    shared = [size for size in right if size in told]
    if len(shared) < MIN_COMPARED or all(told[size] == right[size] for size in shared):
        return None
    return next((each for each in load_misreadings() if each.sign and SIGNS[each.sign](right, told)), None)


def read_contradictions(complaint: str) -> tuple[dict[int, int], dict[int, int]]:
    """The values of the statement and those of the program, as a refusal names them (traces/checks/expectations.py)."""
    found = [tuple(map(int, each)) for each in _CONTRADICTION.findall(complaint)]
    return {size: right for size, right, _ in found}, {size: told for size, _, told in found}
