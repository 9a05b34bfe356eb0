"""The protocols of strategies and preparations."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext


class Strategy(Protocol):
    """Makes one attempt. May raise EngineError; a program that fails is part of the attempt and never raises."""

    def __call__(self, problem: Problem, context: AttemptContext) -> Coroutine[Any, Any, Attempt]:
        """Make one attempt."""
        ...


class Preparation(Protocol):
    """Asks something before an attempt. Returns the context with the result, and the turns that it took. May raise EngineError."""

    def __call__(self, problem: Problem, context: AttemptContext) -> Coroutine[Any, Any, tuple[AttemptContext, tuple[Turn, ...]]]:
        """Prepare."""
        ...
