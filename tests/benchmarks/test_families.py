"""The families of false laws that laws are calibrated on: they hold the sequences that they are named after."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.families import FAMILIES, load_families
from benchmarks.oeis import half_of

KNOWN = {
    "multiples of an irrational": (1, 2, 4, 5, 7, 8, 9, 11, 12, 14, 15, 16, 18),  # A001951
    "lengths of powers": (1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5),  # A034887
    "digit sums modulo m": (0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0),  # A010060
    "ruler functions": (0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0, 4),  # A007814
    "counts of blocks": (0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1),  # A020987
    "Kolakoski sequences": (1, 2, 2, 1, 1, 2, 1, 2, 2, 1, 2, 2, 1, 1, 2, 1),  # A000002
    "Golomb": (1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7),  # A001462
    "Stern": (0, 1, 1, 2, 1, 3, 2, 3, 1, 4, 3, 5, 2, 5, 3, 4),  # A002487
    "Ulam": (1, 2, 3, 4, 6, 8, 11, 13, 16, 18, 26, 28),  # A002858
    "Recaman": (0, 1, 3, 6, 2, 7, 13, 20, 12, 21, 11, 22, 10, 23),  # A005132
    "survivors": (1, 1, 3, 1, 3, 5, 7, 1, 3, 5, 7, 9, 11, 13, 15, 1),  # A006257
    "leading digits of powers": (1, 2, 4, 8, 1, 3, 6, 1, 2, 5, 1, 2, 4, 8),  # A008952
    "cellular automata": (1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1),  # A051023
    "games": (0, 1, 2, 3, 1, 4, 3, 2, 1, 4, 2, 6, 4, 1, 2, 7, 1, 4, 3, 2),  # A002186
    "primes from a polynomial on": (41, 43, 47, 53, 61, 71, 83, 97, 113, 131),  # A005846
    "combined bits": (0, 1, 3, 2, 6, 7, 5, 4, 12, 13, 15, 14),  # A003188
    "restricted numerals": (0, 1, 4, 5, 16, 17, 20, 21, 64, 65),  # A000695
    "zeros of factorials": (0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3),  # A027868
    "digit sums of powers": (1, 2, 4, 8, 7, 5, 10, 11, 13, 8, 7, 14, 19),  # A001370
    "harmonic sums": (2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6),  # of 2 * H(n)
}


@pytest.mark.parametrize("family", KNOWN)
def test_a_family_holds_the_sequence_that_it_is_named_after(family: str) -> None:
    draws = [FAMILIES[family](Random(number), 60)[1] for number in range(200)]
    assert any(terms[: len(KNOWN[family])] == KNOWN[family] for terms in draws)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_longer_draw_goes_on_as_the_shorter_one(family: str) -> None:
    start, terms = FAMILIES[family](Random(3), 50)
    again, longer = FAMILIES[family](Random(3), 90)
    assert start == again
    assert len(terms) == 50
    assert longer[:50] == terms


def test_the_families_are_many_and_always_the_same() -> None:
    assert len(FAMILIES) >= 40
    sequences = list(load_families(draws=2))
    assert sequences == list(load_families(draws=2))
    assert {half_of(sequence.name) for sequence in sequences} == {"development", "test"}
    assert {sequence.title for sequence in sequences} == set(FAMILIES)
