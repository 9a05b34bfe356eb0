"""From a trace to the known sequences that it may be, with the evidence that each match needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, log2

from kaggle_utils.traces.known.known_as import KnownAs
from kaggle_utils.traces.known.match import Match, match
from kaggle_utils.traces.known.sequence import KnownSequence, KnownSequences, Place
from kaggle_utils.traces.known.transforms import TRANSFORMS, Transform
from kaggle_utils.traces.sample import Sample

MARGIN = 20.0
"""Bits that a match must have beyond log2 of the number of sequences and what it takes to write its relation down.

If terms were drawn with the probability that their bits say, at most one trace in 15,000 would match some sequence by chance. Sequences are
not drawn: they have relatives that agree for long (docs/sequences.md has the bound, and the measured rates for 10, 20, 30 and 40).
"""
TRANSFORM_BITS = 3.0  # of differences, partial sums, every second term
SKIPPED_BITS = 12.0  # of a term at the beginning that does not agree, as in traces/evidence.py
MAX_OTHERS = 4  # further names in a record


@dataclass(frozen=True)
class Identified:
    """A known sequence that a trace matches: ``bits`` are those of the terms that agree, less those of the relation."""

    trace: tuple[int, ...]
    place: Place
    transform: Transform
    match: Match
    bits: float

    @property
    def sequence(self) -> KnownSequence:
        """The sequence."""
        return self.place.sequence

    @property
    def relation(self) -> str:
        """How the trace follows from the sequence, in words."""
        return _describe(self)

    def continuation(self) -> tuple[int, ...]:
        """The terms after the trace, as far as the sequence is known; none where it ends before the trace does."""
        if self.match.last < len(self.transform.look_up(self.trace)):
            return ()
        after = []
        for value in self.place.series[self.match.last + self.place.shift :]:
            term = self.match.term_of(value)
            if term is None:
                break
            after.append(term)
        return self.transform.go_on(self.trace, after)


def identify(trace: Sequence[int], known: KnownSequences, margin: float = MARGIN) -> list[Identified]:
    """The known sequences that a trace is, up to a shift and the relations of docs/sequences.md, the one with the most evidence first.

    Each sequence once, by its simplest relation. Empty where none has enough evidence.
    """
    best: dict[str, Identified] = {}
    needed = log2(max(1, len(known))) + margin
    if Sample(tuple(trace), 0).bits_of_last(len(trace)) >= needed:  # else no match could have enough
        for found in _matches(tuple(trace), known):
            if found.bits >= needed and (found.sequence.name not in best or found.bits > best[found.sequence.name].bits):
                best[found.sequence.name] = found
    return sorted(best.values(), key=lambda found: (-found.bits, found.sequence.name))


def as_record(identified: Sequence[Identified]) -> KnownAs | None:
    """The record of an identification: its first sequence, and the names of some others. None for an empty one."""
    if not identified:
        return None
    first, others = identified[0], tuple(other.sequence.name for other in identified[1 : 1 + MAX_OTHERS])
    return KnownAs(first.sequence.name, first.sequence.title, first.relation, first.match.overlap, round(first.bits, 1), others)


def _matches(trace: tuple[int, ...], known: KnownSequences) -> Iterator[Identified]:
    for transform in TRANSFORMS:
        terms = transform.look_up(trace)
        for place in known.places(terms):
            found = match(terms, place.series, place.shift)
            if found is not None:
                yield Identified(trace, place, transform, found, _bits(trace, terms, place, found) - _cost(transform, place, found))


def _bits(trace: tuple[int, ...], terms: tuple[int, ...], place: Place, found: Match) -> float:
    """The information in the terms that agree: of the trace, of what was looked up or of the series, whichever has the least of it.

    Sums make the terms of one of them larger without saying more, and so does a common factor where any factor is allowed.
    """
    samples: list[Sequence[int]] = [
        trace[found.first :],
        terms[found.first : found.last],
        place.series[found.first + place.shift : found.last + place.shift],
    ]
    if abs(found.numerator) != found.denominator:
        samples = [[term // max(1, gcd(*sample)) for term in sample] for sample in samples]
    return min(Sample(tuple(sample), 0).bits_of_last(found.overlap) for sample in samples)


def _cost(transform: Transform, place: Place, found: Match) -> float:
    """The bits that it takes to write the relation down: small shifts, factors and constants are more likely than large ones."""
    bits = TRANSFORM_BITS * (bool(transform.words) + (place.step > 1)) + SKIPPED_BITS * found.first
    bits += 2 * log2(1 + abs(place.shift))
    if (found.numerator, found.denominator) != (1, 1):
        bits += 1 + 2 * log2(max(abs(found.numerator), found.denominator))
    return bits + 2 * log2(1 + abs(found.constant))


def _describe(identified: Identified) -> str:
    found, place = identified.match, identified.place
    name = identified.sequence.name
    whole = f"every second term of {name} from {'the first' if place.first == 0 else 'the second'}" if place.step > 1 else name
    position = max(0, found.first + place.shift)
    factor = Fraction(found.numerator, found.denominator)
    constant = Fraction(found.constant, found.denominator)
    words = f"{identified.transform.words} {whole}".strip()
    is_of_differences = identified.transform.words.startswith("the differences")
    parts = [words if factor == 1 else f"{factor} times {words}"]
    if constant and not is_of_differences:  # those do not depend on it
        inner = " in each of its terms" if identified.transform.words else ""
        parts.append(f"{'plus' if constant > 0 else 'minus'} {abs(constant)}{inner}")
    if position:
        parts.append(f"from place {position} on, counted from 0")
    if found.first:
        parts.append(f"but for the first {found.first} of the trace")
    return ", ".join(parts)
