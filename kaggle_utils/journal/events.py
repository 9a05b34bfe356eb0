"""The events of a journal: one frozen dataclass for each, with one encoder and one decoder.

A line is a JSON object: ``event`` (the name in ``EVENTS``), ``time``, and the fields of the dataclass. A field that is added, dropped or
renamed, here or in a record that an event holds, changes the format: ``tests/journal/test_events.py`` then names the event, and
``VERSION`` goes up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kaggle_utils.engines import EngineInfo
from kaggle_utils.from_json import from_json
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn

# 1 had no version, and attempts without their branches; 2 knew one model, and attempts without known_as; 3 no server of a completion
VERSION = 4
READABLE = (2, 3, 4)  # what a version before did not say is at its default


@dataclass(frozen=True, kw_only=True)
class Event:
    """The field of all events: ``time``, in seconds since the epoch, which the journal sets."""

    time: float = 0.0


@dataclass(frozen=True)
class RunStarted(Event):
    """A run started, or was restarted, with these settings."""

    settings: Settings
    version: int = VERSION


@dataclass(frozen=True)
class RuntimeReady(Event):
    """Engine and sandbox are ready, after ``seconds``; ``latex`` is whether answers in LaTeX can be read."""

    seconds: float
    sandbox_layers: tuple[str, ...] = ()
    sandbox_missing: Mapping[str, str] = field(default_factory=dict)
    latex: bool = True


@dataclass(frozen=True)
class EngineChanged(Event):
    """The engine that runs now: written at the start, after a step down the ladder, and after a restart."""

    engine: EngineInfo


@dataclass(frozen=True)
class ProblemsExpected(Event):
    """So many ``problems`` will come: the gateway knows it, and the time is shared out by it."""

    problems: int


@dataclass(frozen=True)
class ProblemStarted(Event):
    """A problem arrived and was given ``seconds`` of time."""

    problem: Problem
    seconds: float


@dataclass(frozen=True)
class AttemptMade(Event):
    """An attempt ended by itself. ``rank`` is its place in the order of the settings' strategies; a verifier's judgement follows them."""

    id: str
    rank: int
    attempt: Attempt


@dataclass(frozen=True)
class StrategyChanged(Event):
    """An attempt that had not begun is made by another strategy than ``planned``, because that one kept failing (``reason``)."""

    id: str
    rank: int
    planned: str
    strategy: str
    reason: str


AT_THE_DEADLINE = "the deadline"  # why the clock cut an attempt off
NOT_BEGUN = "not begun, because they would not have ended in time"  # how the reason begins for attempts that admission kept back


@dataclass(frozen=True)
class AttemptLost(Event):
    """An attempt failed for ``reason``, or was cut off by the clock or the vote; ``turns`` are those it had made by then."""

    id: str
    rank: int
    strategy: str
    reason: str
    cut_off: bool
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class CastVote:
    """A vote: the answer, its weight, the strategy that it comes from, and the fingerprint of its program, if there is one."""

    answer: int
    weight: float
    source: str
    fingerprint: str | None = None


@dataclass(frozen=True)
class BallotClosed(Event):
    """The result of the vote on a problem.

    ``weights`` are the answers with their total weights, the elected one first, ``out_of_range`` the answers that were rejected as out of
    range, ``attempts`` the number of attempts, and ``failures`` the reasons why others failed.
    """

    id: str
    votes: tuple[CastVote, ...]
    weights: tuple[tuple[int, float], ...]
    out_of_range: tuple[int, ...]
    attempts: int
    failures: tuple[str, ...]


@dataclass(frozen=True)
class AnswerGiven(Event):
    """An answer was given. ``digest`` identifies the problem across runs."""

    digest: str
    answer: Answer


@dataclass(frozen=True)
class AnswerFailed(Event):
    """The solver failed on a gateway's request, and the fallback answer was given."""

    id: str
    reason: str


@dataclass(frozen=True)
class RunEnded(Event):
    """The run ended."""


@dataclass(frozen=True)
class RecordsLate(Event):
    """So many ``records`` were written later than they happened, because the file could not be written."""

    records: int
    reason: str


@dataclass(frozen=True)
class RecordUnwritable(Event):
    """An event, named by ``record``, could not be put into JSON."""

    record: str
    reason: str


EVENTS: Mapping[str, type[Event]] = {
    "start": RunStarted,
    "ready": RuntimeReady,
    "engine": EngineChanged,
    "expected": ProblemsExpected,
    "problem": ProblemStarted,
    "attempt": AttemptMade,
    "lost attempt": AttemptLost,
    "other strategy": StrategyChanged,
    "ballot": BallotClosed,
    "answer": AnswerGiven,
    "failed answer": AnswerFailed,
    "end": RunEnded,
    "late": RecordsLate,
    "unwritable": RecordUnwritable,
}


class VersionError(ValueError):
    """A journal has another version of the format."""


def name_of(event: Event, events: Mapping[str, type[Event]] = EVENTS) -> str:
    """The name of an event's type in a journal of these events."""
    return next(name for name, kind in events.items() if kind is type(event))


def encode(event: Event, events: Mapping[str, type[Event]] = EVENTS) -> str:
    """The line of an event. Raises TypeError, ValueError or RecursionError for values that JSON cannot hold, such as very long integers."""
    return json.dumps({"event": name_of(event, events), **asdict(event)}, ensure_ascii=False, default=str)


def decode(line: str, events: Mapping[str, type[Event]] = EVENTS) -> Event:
    """The event of a line. Raises ValueError for a line that this version does not write, VersionError for a run that is not READABLE."""
    try:
        record = json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    name = record.get("event") if isinstance(record, dict) else None
    if not isinstance(name, str) or name not in events:
        raise ValueError("it is not an event of this version")
    kind = events[name]
    if kind is RunStarted and record.get("version") not in READABLE:
        raise VersionError(f"it was written in version {record.get('version', 1)} of the format, and this is version {VERSION}")
    return _read(kind, record)


def _read(kind: type[Event], record: dict[str, Any]) -> Event:
    try:
        return from_json(kind, record)
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None  # settings, which look at their values as if they had the right types
