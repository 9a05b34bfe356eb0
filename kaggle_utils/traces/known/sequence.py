"""What a collection of known sequences has to offer, so that a trace can be looked up in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class KnownSequence:
    """A sequence with its name in the collection, such as A000045, its title (empty where the collection has none) and its terms."""

    name: str
    title: str
    terms: tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """A place where terms may lie in a sequence.

    Term i of what is looked up would be, but for a factor and a constant, term i + ``shift`` of ``series``.
    """

    sequence: KnownSequence
    shift: int
    step: int = 1
    first: int = 0

    @property
    def series(self) -> tuple[int, ...]:
        """Every ``step``-th term of the sequence from the position ``first`` on; both are 1 or 2, and 0 or 1."""
        return self.sequence.terms if self.step == 1 else self.sequence.terms[self.first :: self.step]


class KnownSequences(Protocol):
    """A collection that can be searched. The number of its sequences decides how much evidence a match needs."""

    def __len__(self) -> int: ...

    def places(self, terms: Sequence[int]) -> Iterable[Place]:
        """Places where the terms may lie, the most likely first; they are compared by the caller, so that wrong ones only cost time."""
        ...
