"""Equal terms under a shift: two sequences of which one begins some terms later than the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

MAX_SHIFT = 10  # terms; the OEIS's variants of one sequence differ in a few leading terms
MIN_COMMON = 8  # terms in a row that have to be equal; sequences of the OEIS with fewer in common are often different ones


class ShiftIndex:
    """Finds, for some terms, a sequence that was added before and agrees with them wherever both are known."""

    def __init__(self) -> None:
        self._terms: dict[str, tuple[int, ...]] = {}
        self._windows: dict[tuple[int, ...], list[tuple[str, int]]] = defaultdict(list)

    def add(self, name: str, terms: Sequence[int]) -> None:
        """Add a sequence."""
        self._terms[name] = tuple(terms)
        for shift in range(min(MAX_SHIFT, len(terms) - MIN_COMMON) + 1):
            self._windows[tuple(terms[shift : shift + MIN_COMMON])].append((name, shift))

    def find(self, terms: Sequence[int]) -> str | None:
        """The name of a sequence that equals these terms under a shift of at most ``MAX_SHIFT`` in either direction, or None."""
        for own in range(min(MAX_SHIFT, len(terms) - MIN_COMMON) + 1):
            for name, shift in self._windows.get(tuple(terms[own : own + MIN_COMMON]), ()):
                if min(own, shift) == 0 and _agree(terms[own:], self._terms[name][shift:]):
                    return name
        return None


def _agree(one: Sequence[int], other: Sequence[int]) -> bool:
    common = min(len(one), len(other))
    return tuple(one[:common]) == tuple(other[:common])
