"""What a record holds: replies and runs that need not be made again, and the units that are decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.events import (
    CODESEQ_EVENTS,
    VERSION,
    Accepted,
    BuildStarted,
    CasesChosen,
    Lost,
    Ran,
    Refused,
    Replied,
    RulesApplied,
)
from kaggle_utils.codeseq.reasons import Refusal
from kaggle_utils.codeseq.sample import CaseResult, Sample
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import Event

Key = tuple[str, str, int]
"""A unit, a step, and a number."""


@dataclass
class History:
    """The events of a record, by what they are about. ``replied`` and ``ran`` are kept under (unit, step, number)."""

    config: Mapping[str, Any] | None = None
    rules: RulesApplied | None = None
    replied: dict[Key, Replied] = field(default_factory=dict)
    ran: dict[Key, tuple[CaseResult, ...]] = field(default_factory=dict)
    cases: dict[str, CasesChosen] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    accepted: dict[str, tuple[Sample, ...]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)

    def is_decided(self, unit: str) -> bool:
        """Whether a unit was refused or gave samples."""
        return unit in self.refused or unit in self.accepted

    def holds(self, event: Event) -> bool:
        """Whether an event is there already, or comes after its unit was decided; what belongs to no unit never is."""
        match event:
            case Replied():
                return (event.unit, event.step, event.number) in self.replied
            case Ran():
                return (event.unit, event.step, event.number) in self.ran
            case CasesChosen():
                return event.unit in self.cases
            case Refused() | Accepted() | Lost():
                return self.is_decided(event.unit)
            case _:
                return False

    def note(self, event: Event) -> None:
        """Take an event in."""
        match event:
            case BuildStarted():
                if event.version != VERSION:
                    raise InputError(f"the record is of version {event.version}, and this is version {VERSION}: choose another folder")
                self.config = event.config
            case RulesApplied():
                self.rules = event
            case Replied():
                self.replied[event.unit, event.step, event.number] = event
            case Ran():
                self.ran[event.unit, event.step, event.number] = event.results
            case CasesChosen():
                self.cases[event.unit] = event
            case Refused():
                self.refused[event.unit] = event.refusal
            case Accepted():
                self.accepted[event.unit] = event.samples
            case Lost():
                self.lost[event.reason] += 1


def read_history(events: Iterable[Event]) -> History:
    """The history in a record's events. Raises InputError for a record of another version."""
    history = History()
    for event in events:
        history.note(event)
    return history


def load_history(path: Path) -> History:
    """The history in a file, an empty one where there is no file."""
    return read_history(read_journal(path, CODESEQ_EVENTS)) if path.is_file() else History()
