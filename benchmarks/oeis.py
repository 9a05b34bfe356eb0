"""Sequences of the OEIS to measure laws with: loading them, halving them, and saying whether a law is right.

The terms come from the headers of loda-lang/loda-programs; OEIS content is CC BY-SA 4.0 and is not part of this repository.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.traces import Law, guess, probe_plan
from kaggle_utils.traces.arithmetic.primes import is_prime
from kaggle_utils.traces.calibration import Family, family_of, strength_of
from kaggle_utils.traces.evidence import Tier

Half = Literal["development", "test"]

HELD_OUT = 60  # terms at most that a right law has to predict
MIN_HELD_OUT = 8  # terms; a sequence with fewer left over is not used
TIERS: tuple[Tier, Tier] = ("A", "C")  # whose probe plans are tried
FAR = (300, 1000, 2024)  # places that a right law has to predict as well, where the sequence is known so far


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

    ``once`` and ``thrice``: whether the terms agree that a probe plan names for tier A and for others; None where the sequence ends before.
    ``cleared``: one of those is composite where all terms are prime, so that after them the sample is no longer suspected.
    """

    name: str
    coxeter: bool
    terms: int
    tier: str
    skip: int
    family: Family
    strength: float
    right: bool
    once: bool | None
    thrice: bool | None
    cleared: bool


def half_of(name: str) -> Half:
    """Which half a sequence belongs to, by a hash of its name."""
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
    right = is_right(law, terms[count : count + HELD_OUT]) and _agrees(law, terms, [place for place in FAR if place < len(terms)])
    plans = [[index - law.start for index in probe_plan(replace(law, tier=tier))] for tier in TIERS]
    once, thrice = (None if max(plan) >= len(terms) else right or _agrees(law, terms, plan) for plan in plans)
    family = family_of(law.kind, law.evidence.lookalike)
    return Trial(
        sequence.name,
        is_coxeter(sequence),
        count,
        law.tier,
        law.skip,
        family,
        round(strength_of(family, law.rule, law.evidence), 3),
        right,
        once,
        thrice,
        family == "primes" and not all(is_prime(law.at(law.start + place)) for place in plans[1]),
    )


def _agrees(law: Law, terms: Sequence[int], places: Sequence[int]) -> bool:
    """Whether a law gives the terms at some places."""
    try:
        return all(law.at(law.start + place) == terms[place] for place in places)
    except ArithmeticError:
        return False


def is_long_enough(sequence: Known, count: int) -> bool:
    """Whether enough terms are left over to judge a law by."""
    return len(sequence.terms) >= count + MIN_HELD_OUT
