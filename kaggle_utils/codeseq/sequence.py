"""A sequence as a file of the OEIS describes it, and the draw of a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence as List
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sequence:
    """The terms a(start), a(start + 1), ... and what is known about them.

    ``keywords``, ``formulas`` and ``has_program`` are None where the file does not say.
    """

    name: str
    title: str
    start: int
    terms: tuple[int, ...]
    keywords: tuple[str, ...] | None = None
    formulas: tuple[str, ...] | None = None
    has_program: bool | None = None

    @property
    def end(self) -> int:
        """The first index whose term is not known."""
        return self.start + len(self.terms)

    def at(self, index: int) -> int | None:
        """The term with this index, None for one that is not known."""
        return self.terms[index - self.start] if self.start <= index < self.end else None


def draw(sequences: List[Sequence], count: int, seed: int) -> list[Sequence]:
    """``count`` sequences (0: all of them) by a hash of the seed and the names: a smaller draw is the beginning of a larger one."""
    ordered = sorted(sequences, key=lambda sequence: hashlib.sha256(f"{seed}\0{sequence.name}".encode()).digest())
    return ordered[:count] if count else ordered


def cut(sequence: Sequence, digits: int) -> Sequence:
    """The sequence up to its first term with more digits."""
    limit = 10**digits
    longest = next((place for place, term in enumerate(sequence.terms) if abs(term) >= limit), len(sequence.terms))
    return replace(sequence, terms=sequence.terms[:longest])
