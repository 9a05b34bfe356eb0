"""What a strategy and a preparation are."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext


class Strategy(Protocol):
    """Makes one attempt. It may raise EngineError; a program that fails is part of the attempt, never an exception."""

    def __call__(self, problem: Problem, context: AttemptContext) -> Coroutine[Any, Any, Attempt]:
        """Make one attempt."""
        ...


class Preparation(Protocol):
    """Asks something before an attempt: returns the context with what it found, and the turns that it took. May raise EngineError."""

    def __call__(self, problem: Problem, context: AttemptContext) -> Coroutine[Any, Any, tuple[AttemptContext, tuple[Turn, ...]]]:
        """Prepare."""
        ...
