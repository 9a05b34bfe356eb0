"""Products of laws: terms that are powers of terms with a law, or products of all terms of one so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import isqrt
from typing import Literal

from kaggle_utils.traces.laws import c_finite
from kaggle_utils.traces.laws import polynomial as polynomials
from kaggle_utils.traces.laws.rule import MAX_WORK, Kind, Rule, UnreachableError, reduce
from kaggle_utils.traces.sample import Sample

Form = Literal["square", "running product"]


@dataclass(frozen=True)
class ProductRule(Rule):
    """The square of a law's terms, or ``first_term`` times the product of all its terms before this position."""

    kind: Kind = field(default="product", init=False)
    start: int
    form: Form
    law: Rule
    first_term: int

    @property
    def order(self) -> int:
        return self.law.order

    @property
    def degree(self) -> int:
        return self.law.degree

    @property
    def degrees_of_freedom(self) -> int:
        return self.law.degrees_of_freedom + (self.form == "running product")

    @property
    def description_bits(self) -> float:
        return self.law.description_bits + 2

    def first(self, count: int) -> list[int] | None:
        factors = self.law.first(count)
        if factors is None:
            return None
        if self.form == "square":
            return [x * x for x in factors]
        values = [self.first_term]
        for x in factors[: count - 1]:
            values.append(values[-1] * x)
        return values[:count]

    def at(self, position: int, mod: int | None = None) -> int:
        if self.form == "square":
            return reduce(self.law.at(position, mod) ** 2, mod)
        cost = float(position) * 100 if mod is not None else float(position) ** 3
        if cost > MAX_WORK:
            raise UnreachableError(position, cost)
        value = self.first_term
        for place in range(position):
            value = reduce(value * self.law.at(place, mod), mod)
        return reduce(value, mod)

    def recurrence(self, latex: bool = False) -> str:
        square = "a_n = b_n^2" if latex else "a(n) = b(n)^2"
        running = "a_{n+1} = a_n b_n" if latex else "a(n+1) = a(n)*b(n)"
        left = square if self.form == "square" else running
        factors = self.law.recurrence(latex).replace("a_", "b_").replace("a(", "b(")
        return f"{left}, {factors}"

    def generating_function(self, latex: bool = False) -> str:
        left = "square" if self.form == "square" else "running product"
        return f"{left} of the coefficients of {self.law.generating_function(latex)}"


def find(sample: Sample) -> list[ProductRule]:
    """Squares of a law, and running products of one. The factors must be determined by the terms, so no term may be 0."""
    rules = []
    terms = sample.terms
    if all(term >= 0 for term in terms):
        roots = [isqrt(term) for term in terms]
        if all(root * root == term for root, term in zip(roots, terms, strict=True)):
            law = _law(Sample(tuple(roots), sample.start))
            if law is not None:
                rules.append(ProductRule(sample.start, "square", law, 0))
    if all(terms) and not any(after % before for before, after in pairwise(terms)):
        law = _law(Sample(tuple(after // before for before, after in pairwise(terms)), sample.start))
        if law is not None:
            rules.append(ProductRule(sample.start, "running product", law, terms[0]))
    return rules


def _law(sample: Sample) -> Rule | None:
    rules: list[Rule] = [rule for rule in [*polynomials.find(sample), *c_finite.find(sample)] if rule.skip == 0]
    return min(rules, key=lambda rule: rule.degrees_of_freedom, default=None)
