"""An index of known sequences: their text in memory, and the fingerprints of their terms in sorted order.

Every third window of the first DEPTH terms is in it, and of every second term, so that seven consecutive terms contain one wherever they
lie. Each takes 12 bytes. The index is built anew from the file each time: that takes seconds (docs/sequences.md).
"""

from __future__ import annotations

import logging
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaggle_utils.errors import InputError
from kaggle_utils.sequences.fingerprints import PRIME, WINDOW, fingerprints_of, residues_of
from kaggle_utils.sequences.read import Entry, read_entries
from kaggle_utils.traces.known import KnownSequence, Place

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

DEPTH = 32  # terms of a sequence in which a trace may begin: far more than any program's first size differs from a sequence's
STRIDE = 3  # between two windows of a sequence
SLOTS = 64  # places in a sequence: its first DEPTH positions, then those among its even terms, then those among its odd terms
ALTERNATE = DEPTH // 2  # positions among every second term
CHUNK = 8192  # sequences whose fingerprints are computed at once
MAX_SHARED = 20_000  # sequences with one fingerprint; those of straight lines and powers of 2 say nothing
MAX_PLACES = 500  # places that are compared term by term
MAX_QUERY = 40  # terms of a trace whose windows are looked up
VIEWS = 3  # of a sequence: all terms, the even ones, the odd ones
SHIFTS = MAX_QUERY + DEPTH  # more than there are


class SequenceIndex:
    """Known sequences that can be searched by terms; see ``kaggle_utils.traces.known.KnownSequences``."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        """Build the index. Raises InputError for a term with more digits than Python reads (4,300)."""
        import numpy

        text, ends = bytearray(), array("q", [0])
        prints: list[NDArray[numpy.uint64]] = []
        slots: list[NDArray[numpy.uint32]] = []
        rows: list[list[int]] = []
        for entry in entries:
            rows.append(_first_residues(entry))
            text += b"\t".join((entry.name, entry.title, entry.terms))
            ends.append(len(text))
            if len(rows) == CHUNK:
                _add_chunk(rows, len(ends) - 1 - CHUNK, prints, slots)
                rows = []
        if rows:
            _add_chunk(rows, len(ends) - 1 - len(rows), prints, slots)
        self._text, self._ends = bytes(text), ends
        found = numpy.concatenate(prints) if prints else numpy.empty(0, numpy.uint64)
        order = numpy.argsort(found)
        self._prints = found[order]
        self._slots = (numpy.concatenate(slots) if slots else numpy.empty(0, numpy.uint32))[order]

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def bytes_used(self) -> int:
        """Bytes of memory that the index keeps."""
        return len(self._text) + self._ends.itemsize * len(self._ends) + self._prints.nbytes + self._slots.nbytes

    def sequence(self, number: int) -> KnownSequence:
        """The sequence with this number, in the file's order from 0."""
        name, title, terms = self._text[self._ends[number] : self._ends[number + 1]].split(b"\t")
        return KnownSequence(name.decode(), title.decode(errors="replace"), tuple(map(int, terms.split(b","))))

    def places(self, terms: Sequence[int]) -> Iterator[Place]:
        """The places where most windows of the terms are found, with a factor and a constant or without."""
        for number, step, first, shift in self._likely(terms):
            yield Place(self.sequence(number), shift, step, first)

    def _likely(self, terms: Sequence[int]) -> list[tuple[int, int, int, int]]:
        """The number of a sequence, the step, the first position and the shift of each likely place."""
        import numpy

        residues = residues_of(terms[:MAX_QUERY])
        if len(residues) < WINDOW:
            return []
        windows = numpy.lib.stride_tricks.sliding_window_view(residues, WINDOW)
        wanted, has_print = fingerprints_of(windows)
        begins = numpy.searchsorted(self._prints, wanted, "left")
        ends = numpy.searchsorted(self._prints, wanted, "right")
        kept = numpy.flatnonzero(has_print & (ends - begins <= MAX_SHARED)).tolist()
        found = [_as_places(self._slots[begins[position] : ends[position]], position) for position in kept]
        if not found:
            return []
        places, counts = numpy.unique(numpy.concatenate(found), return_counts=True)
        return [_read_place(place) for place in places[numpy.argsort(-counts, kind="stable")[:MAX_PLACES]].tolist()]


def load_sequences(path: Path) -> SequenceIndex:
    """The index of a file of sequences; its size and time are logged. Raises InputError for a file that cannot be read or holds none."""
    began = time.monotonic()
    index = SequenceIndex(read_entries(path))
    if not len(index):
        raise InputError(f"{path} holds not one sequence: give the path of a file of sequences, such as OEIS's stripped.gz")
    logger.info("%s: %d sequences, %.0f MB, %.1f s", path, len(index), index.bytes_used / 1e6, time.monotonic() - began)
    return index


def given_sequences(path: str) -> SequenceIndex | None:
    """The index of the file that the setting ``sequences`` names; None for an empty one. Raises InputError as ``load_sequences`` does."""
    return load_sequences(Path(path)) if path else None


def _as_places(slots: NDArray[numpy.uint32], position: int) -> NDArray[numpy.int64]:
    """The slots of a fingerprint that a window at this position has, as one number for each place: see ``_read_place``."""
    import numpy

    numbers, codes = numpy.divmod(slots.astype(numpy.int64), SLOTS)
    views = numpy.where(codes < DEPTH, 0, 1 + (codes - DEPTH) // ALTERNATE)
    shifts = numpy.where(codes < DEPTH, codes, (codes - DEPTH) % ALTERNATE) - position
    places: NDArray[numpy.int64] = (numbers * VIEWS + views) * SHIFTS + shifts + MAX_QUERY
    return places


def _read_place(place: int) -> tuple[int, int, int, int]:
    """The number of a sequence, the step, the first position and the shift."""
    rest, shift = divmod(place, SHIFTS)
    number, view = divmod(rest, VIEWS)
    return number, 1 if view == 0 else 2, int(view == 2), shift - MAX_QUERY


def _first_residues(entry: Entry) -> list[int]:
    terms = entry.terms.split(b",", DEPTH)[:DEPTH]
    try:
        return [int(term) % PRIME for term in terms]
    except ValueError:
        longest = max(map(len, terms))
        raise InputError(f"{entry.name.decode()} has a term of {longest} digits, and at most 4300 are read: leave it out") from None


def _add_chunk(rows: Sequence[Sequence[int]], begin: int, prints: list[NDArray[numpy.uint64]], slots: list[NDArray[numpy.uint32]]) -> None:
    """Append the fingerprints of some sequences, the first of which has the number ``begin``, and their slots."""
    import numpy

    lengths = numpy.array([len(row) for row in rows])
    table = numpy.array([[*row, *[0] * (DEPTH - len(row))] for row in rows], dtype=numpy.int64)
    numbers = numpy.arange(begin, begin + len(rows)) * SLOTS
    views = [(0, table, lengths)]
    views += [(DEPTH + first * ALTERNATE, table[:, first::2], (lengths - first + 1) // 2) for first in (0, 1)]
    for code, view, known in views:
        for position in range(0, view.shape[1] - WINDOW + 1, STRIDE):
            found, has_print = fingerprints_of(view[:, position : position + WINDOW])
            kept = has_print & (known >= position + WINDOW)
            prints.append(found[kept])
            slots.append((numbers[kept] + code + position).astype(numpy.uint32))
