"""Who asks an engine: an engine that has to know is given to each attempt as a view of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kaggle_utils.engines.base import Engine
from kaggle_utils.problem import Problem

JUDGEMENT = "judgement"  # in place of a strategy's name: the verifier is asked which of two answers is right


@dataclass(frozen=True)
class Asker:
    """An attempt: its problem, its rank in the plan, its strategy, and its number among the attempts of that strategy, from 0."""

    problem: Problem
    rank: int
    strategy: str = ""
    number: int = 0


@runtime_checkable
class PerAttempt(Protocol):
    """An engine that has to know which attempt asks."""

    def for_attempt(self, asker: Asker) -> Engine:
        """The engine as this attempt sees it."""
        ...


def view_of(engine: Engine, asker: Asker) -> Engine:
    """An engine as an attempt sees it: the engine itself, if it does not ask who asks."""
    return engine.for_attempt(asker) if isinstance(engine, PerAttempt) else engine
