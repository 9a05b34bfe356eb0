"""The terms that a law is looked for in, and how much each of them says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log2

from kaggle_utils.traces.arithmetic.lifting import balanced


@dataclass(frozen=True)
class Sample:
    """Consecutive terms; the first is f(start). With a ``modulus`` only the residues are known."""

    terms: tuple[int, ...]
    start: int
    modulus: int | None = None

    @cached_property
    def _bits_from_the_end(self) -> tuple[float, ...]:
        return (0.0, *accumulate(reversed([self._surprise(position) for position in range(len(self.terms))])))

    def bits_of_last(self, count: int) -> float:
        """The information in the last ``count`` terms."""
        return self._bits_from_the_end[min(max(count, 0), len(self.terms))]

    def _surprise(self, position: int) -> float:
        """Bits that one term carries: 1 + log2(1 + m), where m is the least of |a|, |difference| and |second difference|.

        A term that a constant or a straight line would have predicted says next to nothing (docs/traces.md). A residue
        says no more than the modulus has bits.
        """
        terms = self.terms
        sizes = [terms[position]]
        if position >= 1:
            sizes.append(terms[position] - terms[position - 1])
        if position >= 2:
            sizes.append(sizes[1] - terms[position - 1] + terms[position - 2])
        if self.modulus is None:
            return 1 + log2(1 + min(map(abs, sizes)))
        return min(log2(self.modulus), 1 + log2(1 + min(abs(balanced(size, self.modulus)) for size in sizes)))

    def part(self, first: int, step: int) -> Sample:
        """Every ``step``-th term from position ``first`` on, counted from 0."""
        return Sample(self.terms[first::step], 0)
