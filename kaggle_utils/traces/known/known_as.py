"""The record of an identification, as the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownAs:
    """The known sequence that a trace is: its name and title, how the trace follows from it, how many terms agree and their ``bits``.

    ``others`` are names of further sequences that fit. Names and titles are the collection's; the OEIS asks to be named as their source.
    """

    name: str
    title: str
    relation: str
    terms: int
    bits: float
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        title = f" ({self.title})" if self.title else ""
        others = f"; {', '.join(self.others)} fit too" if self.others else ""
        return f"{self.relation}{title}, by {self.terms} terms{others}"
