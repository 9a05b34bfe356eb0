"""What comes in and what goes out: a problem and its answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A problem as the competition hands it over. ``answer`` is known in local runs only and never shown to a strategy."""

    id: str
    statement: str
    answer: int | None = None


@dataclass(frozen=True)
class Answer:
    """What the solver says. ``value`` is always in the competition's range.

    ``votes`` is the share of the votes' weight behind the value, 0.0 for a fallback; ``reason`` says why it is a fallback, else None.
    """

    id: str
    value: int
    votes: float
    seconds: float
    reason: str | None = None
