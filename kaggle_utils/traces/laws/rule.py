"""What every kind of law can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

Kind = Literal[
    "polynomial",
    "periodic",
    "quasi-polynomial",
    "C-finite",
    "rational",
    "hypergeometric",
    "P-recursive",
    "algebraic",
    "exponential",
    "interleaved",
    "product",
    "modular",
]

MAX_WORK = 1e9
"""Machine-word multiplications that one term may cost: a few seconds (measured, CPython 3.11: 1e8 to 1e9 a second)."""


class UnreachableError(ArithmeticError):
    """A term is too far or too large to compute. ``cost`` estimates the machine-word multiplications that it would take."""

    def __init__(self, position: int, cost: float) -> None:
        self.cost = cost
        super().__init__(f"the term {position} places after the first would take about {cost:.1e} multiplications of machine words")


class Rule(ABC):
    """A law without its evidence: it determines every term from the first few.

    Positions count from 0 at the index ``start``. Subclasses are frozen dataclasses.
    """

    kind: Kind
    start: int

    @property
    def skip(self) -> int:
        """How many terms at the beginning are given, not explained."""
        return 0

    @property
    @abstractmethod
    def order(self) -> int:
        """How many terms back it looks."""

    @property
    @abstractmethod
    def degree(self) -> int:
        """The degree of its polynomials in n, or in the generating function for an algebraic one; 0 if it has none."""

    @property
    @abstractmethod
    def degrees_of_freedom(self) -> int:
        """How many terms a law of this form can always be made to fit."""

    @property
    @abstractmethod
    def description_bits(self) -> float:
        """What it takes to write its constants down, the first terms apart."""

    @property
    def idle_terms(self) -> int:
        """Terms that the law predicts but that say nothing about it."""
        return 0

    @abstractmethod
    def first(self, count: int) -> list[int] | None:
        """The first ``count`` terms; None if one of them would not be an integer."""

    @abstractmethod
    def at(self, position: int, mod: int | None = None) -> int:
        """The term at a position, exact or modulo ``mod``. Raises UnreachableError."""

    @abstractmethod
    def recurrence(self, latex: bool = False) -> str:
        """The law as an equation between terms."""

    @abstractmethod
    def generating_function(self, latex: bool = False) -> str:
        """The law as a power series, or an equation for it."""


def reduce(value: int, mod: int | None) -> int:
    """The value, or its residue."""
    return value if mod is None else value % mod
