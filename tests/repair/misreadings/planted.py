"""The planted misreadings of planted.toml: wrong programs beside their right ones, and what they give."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kaggle_utils.evaluation.families import Family, Wording, read_families
from kaggle_utils.prompts.example import load_examples

PLANTED = Path(__file__).parent / "planted.toml"
Function = Callable[[int], int]


@dataclass(frozen=True)
class Planted:
    """A program with its misreading (None: a right one), for a wording of a family.

    ``is_slow`` is whether it counts one by one, so that sizes beyond the family's reach take too long. It ``reduces`` its answer as the
    problem asks, or forgets to.
    """

    misreading: str | None
    family: Family
    wording: Wording
    code: str
    is_slow: bool
    reduces: bool = True

    @property
    def function(self) -> Function:
        """Its function f(n)."""
        return function_of(self.code)

    @property
    def answer(self) -> int:
        """What it prints for the size asked for."""
        value = self.function(self.wording.size)
        return value % self.wording.modulus if self.wording.modulus is not None and self.reduces else value


@cache
def function_of(code: str) -> Function:
    """The function f(n) of a program of our own; it is run in this process."""
    namespace: dict[str, Function] = {}
    exec(code, namespace)
    return namespace["f"]


@cache
def load_planted() -> tuple[Planted, ...]:
    """The planted misreadings, in the order of the file. A text that a row replaces must stand in the program exactly once."""
    families = {family.name: family for family in read_families()}
    examples = {example.name: example.code for example in load_examples()}
    found = []
    for row in tomllib.loads(PLANTED.read_text(encoding="utf-8"))["planted"]:
        family = families[row["family"]]
        if "of" in row:
            right: str = getattr(family, row["of"])
            assert right.count(row["replace"]) == 1, f"{row['misreading']}, {family.name}: {row['replace']!r}"
            code = right.replace(row["replace"], row["by"])
        else:
            code = examples[row["example"]] if "example" in row else row["code"]
        is_slow = row.get("of") == "brute" or "combinations" in code or "choose(" in code
        found.append(Planted(row["misreading"], family, family.wordings[row["wording"] - 1], code, is_slow, row.get("reduces", True)))
    return tuple(found)


def right_programs() -> list[Planted]:
    """Both reference programs of every family, for each of its wordings: what every alarm about is false."""
    return [
        Planted(None, family, wording, code, is_slow)
        for family in read_families()
        for wording in family.wordings
        for code, is_slow in ((family.brute, True), (family.fast, False))
    ]
