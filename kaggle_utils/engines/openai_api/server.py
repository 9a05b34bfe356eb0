"""A server as its client sees it: what it has in flight, how it has done, and why it is away."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kaggle_utils.engines.openai_api.hedging import RecentAnswers

if TYPE_CHECKING:
    import httpx
    from openai import AsyncOpenAI

FIRST_WAIT, MAX_WAIT = 0.25, 5.0  # seconds between two tries of a server that went away, doubled each time


@dataclass(eq=False)
class Server:
    """One server. ``http`` is the connection pool that ``client`` uses."""

    url: str
    client: AsyncOpenAI
    http: httpx.AsyncClient
    in_flight: set[asyncio.Task[Any]] = field(default_factory=set)
    begun: int = 0
    """Requests that were sent to it so far."""
    pieces: int = 0
    """Pieces of text that it has written."""
    progress: float = 0.0
    """When a request was last begun while it had none, or a piece of text came."""
    answers: RecentAnswers = field(default_factory=RecentAnswers)
    answers_as: str = ""
    """The model's name in its replies."""
    is_away: bool = False
    is_suspect: bool = False
    """It writes nothing and does not say that it is well; it gets no new requests as long as another server does better."""
    stands_still: bool = False
    """It was taken out because it stood still, rather than for an error."""
    failures: int = 0
    """Since the last reply that came whole; those of one moment count once."""
    times_away: int = 0
    up_since: float = 0.0
    away_until: float = 0.0
    """When it is tried again; never, if infinite."""
    reason: str = ""
    """Why it was taken out."""
    trouble: str = ""
    """Why it was not taken back at the last try."""

    @property
    def load(self) -> tuple[bool, int, int]:
        """The lower, the sooner it gets the next request: fewest in flight, of those the one that has been sent least."""
        return self.is_suspect, len(self.in_flight), self.begun

    @property
    def seconds_without_progress(self) -> float:
        """For how long it has had requests to answer and has written nothing; 0 if it has none."""
        return time.monotonic() - self.progress if self.in_flight or self.stands_still else 0.0

    def note_begun(self, task: asyncio.Task[Any]) -> None:
        """A request was sent to it."""
        if not self.in_flight:
            self.progress = time.monotonic()
        self.begun += 1
        self.in_flight.add(task)

    def note_chunk(self, has_text: bool) -> None:
        """Something came from it."""
        self.progress = time.monotonic()
        self.pieces += has_text
        self.is_suspect = False

    def note_away(self, reason: str) -> None:
        """Take it out for a while, twice as long as the last time."""
        self.is_away, self.reason, self.trouble = True, reason, ""
        self.away_until = time.monotonic() + pause(self.failures)
        self.failures += 1
        self.times_away += 1

    def note_still_away(self, trouble: str) -> None:
        """It was tried, and is not well."""
        self.trouble = trouble
        self.away_until = time.monotonic() + pause(self.failures)
        self.failures += 1

    def note_back(self) -> None:
        """It is well again."""
        self.is_away = self.is_suspect = self.stands_still = False
        self.answers_as = ""
        self.up_since = self.progress = time.monotonic()

    def note_restart(self) -> None:
        """Its process was started again."""
        self.stands_still, self.progress = False, time.monotonic()

    def why_away(self) -> str:
        """Why it is away, and what it said since."""
        return f"{self.reason}; when it was tried again: {self.trouble}" if self.trouble else self.reason


def pause(failures: int) -> float:
    """Seconds until a server that has failed so often before, without a whole reply in between, is tried again."""
    # 2.0 ** 1024 overflows: a server that loads for four minutes with 64 requests waiting has failed more often than that.
    return min(FIRST_WAIT * 2.0 ** min(failures, 30), MAX_WAIT)
