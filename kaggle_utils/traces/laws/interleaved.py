"""Laws that take turns: every second, third or fourth term follows one of its own, or all follow the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2

from kaggle_utils.traces.arithmetic.lifting import primitive
from kaggle_utils.traces.arithmetic.nullspace import combination, first_dependent
from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, SMALL_PRIME
from kaggle_utils.traces.laws import c_finite, p_recursive
from kaggle_utils.traces.laws import polynomial as polynomials
from kaggle_utils.traces.laws.linear import LinearRule, coefficient_bits
from kaggle_utils.traces.laws.rule import Kind, Rule
from kaggle_utils.traces.notation import power
from kaggle_utils.traces.sample import Sample

TURNS = (2, 3, 4)
MIN_SURPLUS = 4
MIN_FREEDOM = 3
MIN_BITS = 40.0


@dataclass(frozen=True)
class InterleavedRule(Rule):
    """Term number k follows ``parts[k % len(parts)]``."""

    kind: Kind = field(default="interleaved", init=False)
    start: int
    parts: tuple[Rule, ...]

    @property
    def order(self) -> int:
        return len(self.parts) * max(part.order for part in self.parts)

    @property
    def degree(self) -> int:
        return max(part.degree for part in self.parts)

    @property
    def degrees_of_freedom(self) -> int:
        return sum(part.degrees_of_freedom for part in self.parts)

    @property
    def description_bits(self) -> float:
        return sum(part.description_bits for part in self.parts)

    @property
    def idle_terms(self) -> int:
        return sum(part.idle_terms for part in self.parts)

    def first(self, count: int) -> list[int] | None:
        turns = len(self.parts)
        values = [0] * count
        for turn, part in enumerate(self.parts):
            own = part.first(len(range(turn, count, turns)))
            if own is None:
                return None
            values[turn::turns] = own
        return values

    def at(self, position: int, mod: int | None = None) -> int:
        place, turn = divmod(position, len(self.parts))
        return self.parts[turn].at(place, mod)

    def _each(self, texts: list[str], latex: bool) -> str:
        """Every part as a sequence with a letter of its own."""
        turns = len(self.parts)
        written = []
        for turn, (letter, text) in enumerate(zip("bcde", texts, strict=False)):
            own = text.replace("a(", f"{letter}(").replace("a_", f"{letter}_")
            shift = f"{self.start + turn:+d}" if self.start + turn else ""
            left = f"a_{{{turns}n{shift}}} = {letter}_n" if latex else f"a({turns}*n{shift}) = {letter}(n)"
            written.append(f"{left}, {own}")
        return (r";\quad " if latex else "; ").join(written)

    def recurrence(self, latex: bool = False) -> str:
        return self._each([part.recurrence(latex) for part in self.parts], latex)

    def generating_function(self, latex: bool = False) -> str:
        """The sum of the parts' power series, each in the right power of x."""
        turns = f"x^{{{len(self.parts)}}}" if latex else f"x^{len(self.parts)}"
        times = " " if latex else "*"
        series = []
        for turn in range(len(self.parts)):
            shift = power("x", self.start + turn, latex)
            name = f"{'BCDE'[turn]}({turns})"
            series.append(f"{shift}{times}{name}" if shift else name)
        own = [f"{letter} = {part.generating_function(latex)}" for letter, part in zip("BCDE", self.parts, strict=False)]
        return " + ".join(series) + ", " + "; ".join(own)


def find(sample: Sample) -> list[Rule]:
    """The shared recurrence in every second, third or fourth term with the fewest constants, and two laws that take turns."""
    if sample.bits_of_last(len(sample.terms) - MIN_FREEDOM) < MIN_BITS:
        return []
    shared = [rule for turns in TURNS if (rule := _shared(sample, turns)) is not None]
    rules: list[Rule] = [*sorted(shared, key=lambda rule: rule.degrees_of_freedom)[:1]]
    parts = [_part(sample.part(turn, 2)) for turn in range(2)] if len(sample.terms) >= 12 else []
    found = tuple(part for part in parts if part is not None)
    if len(found) == 2:
        rules.append(InterleavedRule(sample.start, found))
    return rules


def _part(sample: Sample) -> Rule | None:
    """The law of a part with the fewest degrees of freedom."""
    rules: list[Rule] = [rule for rule in [*polynomials.find(sample), *c_finite.find(sample)] if rule.skip == 0]
    if not rules:
        rules = [*p_recursive.find(sample)]
    return min(rules, key=lambda rule: rule.degrees_of_freedom, default=None)


def _shared(sample: Sample, turns: int) -> LinearRule | None:
    """A recurrence between a(n), a(n - turns), a(n - 2 turns), ..."""
    terms = sample.terms
    residues = [x % SMALL_PRIME for x in terms]
    most = (len(terms) - MIN_SURPLUS) // (turns + 1)
    # A short recurrence makes the columns of a longer one dependent too, so the longest shape is tried first.
    if most < 1 or first_dependent(_columns(residues, turns, most), SMALL_PRIME) is None:
        return None
    for order in range(1, most + 1):
        if first_dependent(_columns(residues, turns, order), SMALL_PRIME) != order:
            continue
        solution = combination(_columns(terms, turns, order), LARGE_PRIME)
        integers = primitive(solution, LARGE_PRIME) if solution else None
        if integers is None or integers[-1] != 1 or integers[0] == 0:
            return None
        coefficients = [0] * (turns * order)
        for i in range(order):
            coefficients[turns * (order - i) - 1] = -integers[i]
        bits = coefficient_bits(integers[:-1]) + log2(turns)
        initial = terms[: turns * order]
        rule = LinearRule("interleaved", sample.start, 0, tuple(coefficients), initial, (turns + 1) * order, bits)
        return rule if rule.first(len(terms)) == list(terms) else None
    return None


def _columns(terms: Sequence[int], turns: int, order: int) -> list[Sequence[int]]:
    rows = len(terms) - turns * order
    return [terms[turns * i : turns * i + rows] for i in range(order + 1)]
