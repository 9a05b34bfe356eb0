"""The catalogue of failure modes: read catalogue.toml and match its entries with a failure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kaggle_utils.repair.detectors import DETECTORS
from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes import FIXES
from kaggle_utils.sandbox import Verdict

NO_PROGRAM = "no program"  # like those of cut_off.py, not found by looking at a run


@dataclass(frozen=True)
class Mode:
    """A way in which programs fail. Of ``verdicts``, ``error``, ``output``, ``complaint`` and ``detector``, all that are given must match.

    ``error``, ``output`` and ``complaint`` are patterns (Python's re) that are searched for in the error line, in what was printed without
    the white space around it, and in the strategy's objection; their named groups may stand in ``meaning`` and ``hint``. ``fix`` names a
    function of fixes/, ``hint`` is what the model is told.
    """

    name: str
    verdicts: tuple[Verdict, ...]
    meaning: str
    hint: str
    error: str = ""
    output: str = ""
    complaint: str = ""
    detector: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Recognised:
    """A failure's mode, and the groups that its patterns matched."""

    mode: Mode
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """The catalogue's text on what the failure means and how to avoid it."""
        return _fill(f"{self.mode.meaning} {self.mode.hint}", self.found)


@dataclass(frozen=True)
class FixedProgram:
    """A program that a fix made from a failed one, with the fix's mode and name."""

    mode: str
    name: str
    code: str


def recognise(failure: Failure) -> Iterator[Recognised]:
    """The modes that match a failure, the most specific first."""
    for mode in load_catalogue():
        if (found := _match(mode, failure)) is not None:
            yield Recognised(mode, found)


def apply_fix(failure: Failure, used: frozenset[str] = frozenset()) -> FixedProgram | None:
    """The result of the first fix that matches the failure, changes the program, and is not among those ``used`` before; else None."""
    for recognised in recognise(failure):
        fix = recognised.mode.fix
        if fix and fix not in used:
            code = FIXES[fix](failure)
            if code is not None and code != failure.code:
                return FixedProgram(recognised.mode.name, fix, code)
    return None


@cache
def load_catalogue() -> tuple[Mode, ...]:
    """The failure modes; causes come before their consequences, and special modes before general ones."""
    table = tomllib.loads((files("kaggle_utils.repair") / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(Mode(**entry | {"verdicts": tuple(map(Verdict, entry["verdicts"]))}) for entry in table["mode"])


def find_mode(name: str) -> Mode:
    """The mode of this name."""
    return next(mode for mode in load_catalogue() if mode.name == name)


def _match(mode: Mode, failure: Failure) -> dict[str, str] | None:
    """The groups that a mode's patterns match in a failure, or None if the mode does not match."""
    if failure.execution.verdict not in mode.verdicts:
        return None
    found: dict[str, str] = {}
    texts = ((mode.error, failure.execution.error or ""), (mode.output, failure.printed), (mode.complaint, failure.complaint or ""))
    for pattern, text in texts:
        if pattern:
            match = re.search(pattern, text)
            if match is None:
                return None
            found |= {name: value for name, value in match.groupdict().items() if value is not None}
    return found if not mode.detector or DETECTORS[mode.detector](failure) else None


def _fill(text: str, fields: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: fields[match[1]], text)
