"""Sequences of the OEIS to measure laws with: loading them, halving them, and saying whether a law is right.

The terms come from the headers of loda-lang/loda-programs; OEIS content is CC BY-SA 4.0 and is not part of this repository.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.traces import Law, guess

Half = Literal["development", "test"]

HELD_OUT = 60  # terms at most that a right law has to predict
MIN_HELD_OUT = 8  # terms; a sequence with fewer left over is not used


@dataclass(frozen=True)
class Known:
    """A sequence of the OEIS: its A-number, title, offset and terms."""

    name: str
    title: str
    start: int
    terms: tuple[int, ...]


@dataclass(frozen=True)
class Trial:
    """The best law for the first ``terms`` terms of a sequence. ``right``: it predicts every held-out term.

    ``once`` and ``thrice``: whether the far terms agree that a probe plan names for tier A and for others; None where the sequence ends
    before.
    """

    name: str
    coxeter: bool
    terms: int
    held_out: int
    kind: str
    tier: str
    skip: int
    surplus: int
    freedom: int
    gain: float
    right: bool
    once: bool | None
    thrice: bool | None


def half_of(name: str) -> Half:
    """Which half a sequence belongs to, by a hash of its A-number."""
    return "development" if hashlib.sha256(name.encode()).digest()[0] % 2 else "test"


def load_sequences(data: Path, half: Half | None = None) -> list[Known]:
    """The sequences of ``sequences.tsv.gz``, or one half of them."""
    with gzip.open(data / "sequences.tsv.gz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [
        Known(name, title, int(start), tuple(map(int, terms.split(","))))
        for name, title, start, terms in rows
        if half is None or half_of(name) == half
    ]


def load_truth(data: Path, file: str) -> Iterator[dict[str, Any]]:
    """The records of a file of ground truth."""
    with gzip.open(data / file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_coxeter(sequence: Known) -> bool:
    """Whether it counts reduced words in a Coxeter group: thousands of sequences that leave their law where the first relation ends."""
    return "Coxeter group" in sequence.title


def is_right(law: Law, held_out: Sequence[int]) -> bool:
    """Whether a law predicts every held-out term."""
    try:
        return law.predict(len(held_out)) == list(held_out)
    except ArithmeticError:
        return False


def try_first(sequence: Known, count: int, modulus: int | None = None) -> Trial | None:
    """Guess from the first ``count`` terms, or their residues; None without a law."""
    terms = sequence.terms if modulus is None else tuple(term % modulus for term in sequence.terms)
    laws = guess(terms[:count], sequence.start, modulus)
    if not laws:
        return None
    law = laws[0]
    held_out = terms[count : count + HELD_OUT]
    right = is_right(law, held_out)

    def agrees(places: Sequence[int]) -> bool | None:
        if max(places) >= len(terms):
            return None
        return right or all(law.at(sequence.start + place) == terms[place] for place in places)

    return Trial(
        sequence.name,
        is_coxeter(sequence),
        count,
        len(held_out),
        law.kind,
        law.tier,
        law.skip,
        law.surplus,
        law.degrees_of_freedom,
        round(law.gain, 3),
        right,
        agrees([2 * count]),
        agrees([count * 3 // 2, 2 * count - 1, 2 * count]),
    )


def is_long_enough(sequence: Known, count: int) -> bool:
    """Whether enough terms are left over to judge a law by."""
    return len(sequence.terms) >= count + MIN_HELD_OUT
