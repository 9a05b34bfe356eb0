"""What events are written to: a journal, or a list that another process journals."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Protocol

from kaggle_utils.journal.events import EVENTS, Event
from kaggle_utils.journal.timed_line import timed_line


class Sink(Protocol):
    """Takes events, from any thread."""

    def write(self, event: Event) -> None:
        """Take an event."""
        ...


class EventList:
    """Keeps the lines of events, with their times, until they are taken."""

    def __init__(self, events: Mapping[str, type[Event]] = EVENTS) -> None:
        """``events`` are those that it may hold, by name."""
        self._events = events
        self._lines: list[str] = []
        self._lock = threading.Lock()

    def write(self, event: Event) -> None:
        """Keep an event."""
        line = timed_line(event, self._events).decode()
        with self._lock:
            self._lines.append(line)

    def take(self) -> list[str]:
        """The lines since the last call."""
        with self._lock:
            lines, self._lines = self._lines, []
        return lines
