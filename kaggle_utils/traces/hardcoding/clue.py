"""What is known about where a program has its numbers from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["table", "chain", "literal", "encoded", "interpolation", "online"]


@dataclass(frozen=True)
class Clue:
    """One place where numbers are looked up: on which line, how many stored entries it has, and a sentence on it."""

    kind: Kind
    line: int
    entries: int
    sentence: str


@dataclass(frozen=True)
class Hardcoded:
    """The verdict on a program, true where it looks its numbers up, with the clues that gave it."""

    clues: tuple[Clue, ...]

    @property
    def verdict(self) -> bool:
        """Whether the program looks its numbers up instead of computing them."""
        return bool(self.clues)

    def __bool__(self) -> bool:
        return self.verdict
