"""A law: a rule together with the terms it was found in and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from kaggle_utils.traces.evidence import Evidence, Tier
from kaggle_utils.traces.laws.rule import Kind, Rule, reduce


@dataclass(frozen=True)
class Law:
    """What a sample obeys. ``tier`` and ``probability`` say how far the law is to be trusted beyond the terms that were measured."""

    rule: Rule
    terms: tuple[int, ...]
    start: int
    evidence: Evidence
    tier: Tier
    probability: float

    @property
    def kind(self) -> Kind:
        """What sort of law it is."""
        return self.rule.kind

    @property
    def order(self) -> int:
        """How many terms back it looks."""
        return self.rule.order

    @property
    def degree(self) -> int:
        """The degree of its polynomials."""
        return self.rule.degree

    @property
    def degrees_of_freedom(self) -> int:
        """How many terms a law of this form can always be made to fit."""
        return self.rule.degrees_of_freedom

    @property
    def surplus(self) -> int:
        """How many of the measured terms it predicts."""
        return self.evidence.surplus

    @property
    def gain(self) -> float:
        """Bits that it explains less bits that it takes to write it down."""
        return self.evidence.gain

    @property
    def skip(self) -> int:
        """How many terms at the beginning it leaves unexplained."""
        return self.rule.skip

    @property
    def end(self) -> int:
        """The first index that was not measured."""
        return self.start + len(self.terms)

    def at(self, n: int, mod: int | None = None) -> int:
        """The exact term with index ``n``, or its residue in 0..mod-1.

        Raises UnreachableError, with the cost, for a term too far to compute; ValueError for an index before the start, for a modulus below
        1 and for one that the law says nothing about; ArithmeticError where a law that gave integers so far gives a fraction.
        """
        if n < self.start:
            raise ValueError(f"the law begins at {self.start}, and {n} is before that")
        if mod is not None and mod < 1:
            raise ValueError(f"mod is {mod}, and must be at least 1")
        if n < self.end and self.kind != "modular":
            return reduce(self.terms[n - self.start], mod)
        return self.rule.at(n - self.start, mod)

    def predict(self, count: int) -> list[int]:
        """The next ``count`` terms after those that were measured. Raises ArithmeticError where one is not an integer."""
        values = self.rule.first(len(self.terms) + count)
        if values is None:
            raise ArithmeticError(f"one of the next {count} terms is not an integer")
        return values[len(self.terms) :]

    @property
    def recurrence(self) -> str:
        """The law as an equation between terms, in plain text."""
        return self.rule.recurrence()

    @property
    def generating_function(self) -> str:
        """The law as a power series or an equation for it, in plain text."""
        return self.rule.generating_function()

    @property
    def latex(self) -> str:
        """The equation between terms in LaTeX."""
        return self.rule.recurrence(latex=True)

    def __str__(self) -> str:
        return f"{self.kind} law of tier {self.tier} ({self.probability:.1%}): {self.recurrence}"
