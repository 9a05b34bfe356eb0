"""What the page of an evaluation is made of, whatever was evaluated: findings, sections with pictures and tables, problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from kaggle_utils.evaluation.judge import Conclusion, Judgement
from kaggle_utils.evaluation.resolution import resolution_of
from kaggle_utils.evaluation.tables import Table

if TYPE_CHECKING:
    from kaggle_utils.evaluation.report.problems import ListedProblems


@dataclass(frozen=True)
class Finding:
    """A comparison in a sentence. ``name`` says what is compared with what."""

    name: str
    conclusion: Conclusion
    words: str


@dataclass(frozen=True)
class Picture:
    """A figure and the sentence below it."""

    svg: Markup
    caption: str


@dataclass(frozen=True)
class Section:
    """A part of the page: a note, pictures, sentences and tables, in this order. ``id`` is where links lead."""

    id: str
    title: str
    note: str = ""
    pictures: tuple[Picture, ...] = ()
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class EvaluationPage:
    """A page: what was asked, how it was set up, what was found. ``links`` are the pages of single runs by the names of those."""

    title: str
    question: str
    facts: Mapping[str, str]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    problems: ListedProblems
    links: Mapping[str, str] = field(default_factory=dict)


def find(name: str, judgement: Judgement) -> Finding:
    """What a comparison says: the difference with its interval, p as corrected, and what the pairs could have distinguished."""
    family = f" ({judgement.corrected_p:.2g} corrected for {judgement.family} comparisons)" if judgement.family > 1 else ""
    words = f"{judgement.comparison}, p {judgement.comparison.p:.2g}{family}; {resolution_of(judgement)}"
    return Finding(name, judgement.conclusion, words)


def verdict_first(table: Table) -> Table:
    """A table of comparisons with its verdicts beside what is compared: its last columns are beyond the edge of a small screen."""
    before, after = table.header.index("against") + 1, table.header.index("verdict")
    order = [*range(before), after, *[place for place in range(before, len(table.header)) if place != after]]
    return Table(table.title, _ordered(table.header, order), tuple(_ordered(row, order) for row in table.rows))


def _ordered(cells: tuple[str, ...], order: list[int]) -> tuple[str, ...]:
    return tuple(cells[place] for place in order)
