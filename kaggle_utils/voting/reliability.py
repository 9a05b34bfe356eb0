"""How often an answer is right, by its source: a table that can be edited, made by benchmarks/calibrate_votes.py."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, log

from kaggle_utils.from_json import from_json
from kaggle_utils.strategies import BY_MODEL, Attempt

PARENT_COUNTS = 20.0  # votes: what a parent's figure is worth against a source's own counts; from 20 votes at 80 % an error of 9 points

Path = tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A number of answers, and how many of them were right."""

    right: int
    total: int

    @property
    def log_odds(self) -> float:
        """The log-odds of an answer being right."""
        return log((self.right + 0.5) / (self.total - self.right + 0.5))


@dataclass(frozen=True)
class AnswerKind:
    """The counts for one kind of answer, and where they were measured.

    With ``against``, the counts are from another measurement, of both kinds on the same problems by the same model; then only the
    difference in log-odds is used, and added to the table's value for ``other``.
    """

    path: Path
    right: int
    total: int
    where: str
    against: Count | None = None
    other: Path = ()


@dataclass(frozen=True)
class Doubt:
    """What speaks against an answer: the counts of answers with it, and ``against`` those of all answers of the same kind."""

    name: str
    right: int
    total: int
    against: Count
    where: str

    @property
    def log_odds(self) -> float:
        """What it adds to the log-odds of an answer."""
        return Count(self.right, self.total).log_odds - self.against.log_odds


CHECK = "check"  # a check speaks against the terms of the trace
CONTRADICTION = "contradiction"  # another trace of the same problem has other terms


@dataclass(frozen=True)
class Reliabilities:
    """The table of reliabilities.

    ``alternatives`` is among how many answers wrong votes spread, ``copy_share`` what a copied program's vote counts, and ``independence``
    which share of all weight is evidence, as votes of one model go wrong together.
    """

    sources: Mapping[Path, AnswerKind]
    alternatives: float
    copy_share: float
    independence: float
    doubts: Mapping[str, Doubt] = field(default_factory=dict)

    def of(self, attempt: Attempt, contradicted: bool = False) -> float:
        """The probability that an attempt's answer is right: the program, the law and every simulated value must be right.

        A law cannot make its answer more reliable than the program that measured the terms, because a misread statement spoils both. A
        call that the model simulated is as reliable as an answer in its own words. Doubts about a trace, by a check or by another trace
        that contradicts it, lower what is left.
        """
        law = attempt.extrapolation.probability if attempt.extrapolation else 1.0
        words = self.at(("words",)) ** len(attempt.simulated)
        known = self.at(path_of(attempt)) * law * words
        for name, holds in ((CHECK, bool(attempt.doubts)), (CONTRADICTION, contradicted)):
            if holds and name in self.doubts:
                known = _shift(known, self.doubts[name].log_odds)
        return known

    def at(self, path: Path) -> float:
        """The reliability of a source; without counts its parent's, with few counts drawn towards the parent's (Beta prior)."""
        known = 0.5
        for depth in range(1, len(path) + 1):
            source = self.sources.get(path[:depth])
            if source is None:
                continue
            if source.against is not None:
                difference = Count(source.right, source.total).log_odds - source.against.log_odds
                known = _shift(self.at(source.other), difference)
                continue
            prior = PARENT_COUNTS if depth > 1 else 2.0
            known = (source.right + prior * known) / (source.total + prior)
        return known

    def best(self) -> float:
        """The highest reliability that any answer can have."""
        return max(self.at(path) for path in self.sources)


def _shift(probability: float, log_odds: float) -> float:
    """A probability with something added to its log-odds."""
    if not 0.0 < probability < 1.0:
        return probability
    return 1 / (1 + exp(-log(probability / (1 - probability)) - log_odds))


def path_of(attempt: Attempt) -> Path:
    """The kind of an answer, from general to special: program or words, how it was repaired, strategy, its preparations."""
    base = attempt.strategy.rpartition("+")[2]
    path = ("program" if attempt.executed else "words", repair_of(attempt), base)
    return path if base == attempt.strategy else (*path, attempt.strategy)


def repair_of(attempt: Attempt) -> str:
    """How an attempt got its last program: at the first try, by a fix, or rewritten by the model once or more."""
    if attempt.rewrites:
        return "rewritten once" if attempt.rewrites == 1 else "rewritten again"
    mended = any(repair.by != BY_MODEL and repair.outcome == "fixed" for turn in attempt.turns for repair in turn.repairs)
    return "mended" if mended else "first try"


@cache
def load_reliabilities() -> Reliabilities:
    """The table that the package ships."""
    table = tomllib.loads((files("kaggle_utils.voting") / "reliability.toml").read_text(encoding="utf-8"))
    return reliabilities_of(table)


def reliabilities_of(table: Mapping[str, object]) -> Reliabilities:
    """The table from its parsed file. Raises ValueError for a wrong form."""
    return from_json(_Table, table).reliabilities()


@dataclass(frozen=True)
class _WrongAnswers:
    agreeing: int
    pairs: int
    where: str


@dataclass(frozen=True)
class _Dependence:
    copy_share: float
    independence: float
    where: str


@dataclass(frozen=True)
class _Table:
    wrong_answers: _WrongAnswers
    dependence: _Dependence
    source: tuple[AnswerKind, ...]
    doubt: tuple[Doubt, ...] = ()

    def reliabilities(self) -> Reliabilities:
        # Two wrong votes spread evenly over m answers agree once in m times.
        alternatives = (self.wrong_answers.pairs + 2) / (self.wrong_answers.agreeing + 1)
        sources = {source.path: source for source in self.source}
        doubts = {doubt.name: doubt for doubt in self.doubt}
        return Reliabilities(sources, alternatives, self.dependence.copy_share, self.dependence.independence, doubts)
