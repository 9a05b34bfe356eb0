"""A problem and its answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A problem of a competition. ``answer`` is known in local runs only and is never shown to a strategy."""

    id: str
    statement: str
    answer: int | None = None


def digest_of(problem: Problem) -> str:
    """The hash that identifies a problem across runs: ids alone are reused by other files."""
    return hashlib.sha256(f"{problem.id}\0{problem.statement}".encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Answer:
    """The solver's answer. ``value`` is always in the competition's range.

    ``votes`` is the value's share of the votes' total weight, 0.0 for a fallback; ``reason`` says why it is a fallback, else None.
    """

    id: str
    value: int
    votes: float
    seconds: float
    reason: str | None = None
