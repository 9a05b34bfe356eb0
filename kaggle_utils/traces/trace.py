"""A trace: what a program measured, and the size that the problem asks for."""

from __future__ import annotations

from dataclasses import dataclass


class TraceError(ValueError):
    """A program's output cannot be read as a trace; the message says which line or what is missing."""


@dataclass(frozen=True)
class Trace:
    """The values f(start), f(start + 1), ... and the size that the problem asks for."""

    start: int
    terms: tuple[int, ...]
    target: int

    def at_target(self) -> int | None:
        """The value at the target if the program measured it."""
        index = self.target - self.start
        return self.terms[index] if 0 <= index < len(self.terms) else None
