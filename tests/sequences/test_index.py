"""The index: whatever lies in a sequence is found in it, with a factor and a constant or without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.sequences import Entry, SequenceIndex
from kaggle_utils.sequences.fingerprints import PRIME, WINDOW, fingerprints_of, residues_of
from kaggle_utils.sequences.index import DEPTH

TERMS = st.lists(st.integers(-(10**30), 10**30), min_size=DEPTH, max_size=DEPTH + 8, unique=True)
FACTOR = st.integers(-50, 50).filter(bool)
CONSTANT = st.integers(-(10**12), 10**12)
SHORTEST = 7  # terms that contain a window of the index wherever they lie


def index_of(*sequences: Sequence[int]) -> SequenceIndex:
    return SequenceIndex(Entry(b"A%06d" % number, b"", ",".join(map(str, terms)).encode()) for number, terms in enumerate(sequences))


@given(TERMS, TERMS, FACTOR, CONSTANT, st.integers(0, DEPTH - SHORTEST))
def test_terms_anywhere_in_a_sequence_are_found(terms: list[int], other: list[int], factor: int, constant: int, begin: int) -> None:
    wanted = [factor * term + constant for term in terms[begin : begin + SHORTEST]]
    places = [(place.sequence.name, place.step, place.shift) for place in index_of(other, terms).places(wanted)]
    assert ("A000001", 1, begin) in places


@given(TERMS, st.integers(0, 1), st.integers(0, DEPTH // 2 - SHORTEST))
def test_every_second_term_of_a_sequence_is_found(terms: list[int], first: int, begin: int) -> None:
    wanted = terms[first::2][begin : begin + SHORTEST]
    (found,) = [place for place in index_of(terms).places(wanted) if (place.step, place.first, place.shift) == (2, first, begin)]
    assert found.series[begin : begin + SHORTEST] == tuple(wanted)


@given(TERMS, st.integers(0, 6))
def test_terms_before_a_sequence_begins_do_not_hide_it(terms: list[int], before: int) -> None:
    places = list(index_of(terms).places([*range(before), *terms[:SHORTEST]]))
    assert any((place.step, place.shift) == (1, -before) for place in places)


@given(st.lists(st.integers(-(10**40), 10**40), min_size=WINDOW, max_size=WINDOW), FACTOR, CONSTANT)
def test_a_factor_and_a_constant_do_not_change_a_fingerprint(terms: list[int], factor: int, constant: int) -> None:
    rows = numpy.array([residues_of(terms), residues_of([factor * term + constant for term in terms])])
    prints, has_print = fingerprints_of(rows)
    assert has_print[0] == has_print[1] == any((term - terms[0]) % PRIME for term in terms)
    assert not has_print[0] or prints[0] == prints[1]


def test_fewer_terms_than_a_window_are_found_nowhere() -> None:
    assert list(index_of(range(40)).places([0, 1, 2, 3])) == []


def test_constant_terms_are_found_nowhere() -> None:
    assert list(index_of([5] * 40).places([5] * 10)) == []


def test_an_index_of_more_than_one_chunk_numbers_its_sequences() -> None:
    index = index_of(*([n, n * n, n + 7, 2**n % 1009, 3**n % 1013, 5 * n % 17, n % 3] for n in range(9000)))
    assert [place.sequence.name for place in index.places(index.sequence(8999).terms)][:1] == ["A008999"]
