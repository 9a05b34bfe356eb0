"""The record of a build: everything that happened, appended to ``record.jsonl`` by the journal's writer, from which a build goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kaggle_utils.codeseq.reasons import Refusal
from kaggle_utils.codeseq.sample import CaseResult, Sample
from kaggle_utils.engines import Completion
from kaggle_utils.journal.events import EVENTS, Event

VERSION = 1


@dataclass(frozen=True)
class BuildStarted(Event):
    """A build started, or went on, with this configuration (``CodeSeqConfig.decisive``)."""

    config: Mapping[str, Any]
    version: int = VERSION


@dataclass(frozen=True)
class RulesApplied(Event):
    """The written rules judged the drawn sequences: those that they dropped, by name."""

    drawn: int
    refused: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True)
class Replied(Event):
    """An agent replied. ``step`` and ``number`` say to what; ``seconds`` is how long it took."""

    unit: str
    step: str
    number: int
    completion: Completion
    seconds: float


@dataclass(frozen=True)
class Ran(Event):
    """A program was run: the results on its cases, in their order. ``number`` counts the runs of a step."""

    unit: str
    step: str
    number: int
    results: tuple[CaseResult, ...]


@dataclass(frozen=True)
class CasesChosen(Event):
    """The test cases of a problem: so many of the model's outputs contradicted the sequence, which gives the outputs instead."""

    unit: str
    proposed: int
    contradicted: int
    unknown: int


@dataclass(frozen=True)
class Refused(Event):
    """A unit goes no further."""

    unit: str
    refusal: Refusal


@dataclass(frozen=True)
class Accepted(Event):
    """A unit gave samples, one for each of its programs that differ."""

    unit: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Lost(Event):
    """A unit could not be decided, because an engine or the sandbox failed: the next start takes it up again."""

    unit: str
    reason: str


CODESEQ_EVENTS: Mapping[str, type[Event]] = {
    **{name: EVENTS[name] for name in ("ready", "engine", "end", "late", "unwritable")},
    "build": BuildStarted,
    "rules": RulesApplied,
    "reply": Replied,
    "ran": Ran,
    "cases": CasesChosen,
    "refused": Refused,
    "accepted": Accepted,
    "lost": Lost,
}
