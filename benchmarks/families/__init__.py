"""Families of sequences in which short laws hold for a while and are false: what laws in such samples are worth is measured on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from benchmarks.families.lines import LINES, Terms
from benchmarks.families.numerals import NUMERALS
from benchmarks.families.primes import PRIMES
from benchmarks.families.self_referential import SELF_REFERENTIAL
from benchmarks.families.words import WORDS
from benchmarks.oeis import Known

FAMILIES: Mapping[str, Callable[[Random, int], Terms]] = {**LINES, **WORDS, **NUMERALS, **PRIMES, **SELF_REFERENTIAL}
DRAWS = 30  # of a family; about as many sequences in all as the OEIS has of rounded lines and words, as far as the data go
KNOWN = 2100  # terms


def load_families(draws: int = DRAWS) -> Iterator[Known]:
    """The distinct sequences among the draws of every family, always the same ones."""
    for name, draw in FAMILIES.items():
        seen = set()
        for number in range(draws):
            start, terms = draw(Random(f"{name} {number}"), KNOWN)
            if terms not in seen:
                seen.add(terms)
                yield Known(f"{name}/{number}", name, start, terms)
