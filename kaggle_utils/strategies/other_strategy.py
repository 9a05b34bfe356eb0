"""Another strategy for an attempt that has not begun, where its own keeps failing in one way. Decided from the failures alone."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.strategies.registry import PlannedAttempt, plan_attempt
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.examine import SAME_PROGRAM

UNKNOWN = "no answer"  # the failure of an attempt whose last turn names none


@dataclass(frozen=True)
class Change:
    """The strategy ``instead`` of the ``planned`` one, and why: ``failure`` happened to so many of that one's attempts (``times``)."""

    planned: str
    instead: str
    failure: str
    times: int

    @property
    def reason(self) -> str:
        """The change in words."""
        return f"{self.times} attempts failed in the same way: {self.failure}"


def change_of(planned: str, failed: Sequence[Attempt], after: int) -> Change | None:
    """What an attempt that is planned with one strategy changes to, given the attempts at the problem that gave no answer.

    None until ``after`` of them, made by this strategy, failed in the same way (0: never), and where no alternative is left.
    """
    counts = Counter((attempt.strategy, failure_of(attempt)) for attempt in failed)
    own = [(times, failure) for (strategy, failure), times in counts.items() if strategy == planned]
    times, failure = max(own, default=(0, ""))
    if not 0 < after <= times:
        return None
    for alternative in _alternatives():
        if not alternative.failures or failure in alternative.failures:
            free = (name for name in alternative.instead if name != planned and counts[name, failure] < after)
            return next((Change(planned, name, failure, times) for name in free), None)
    return None


def replan(planned: PlannedAttempt, made: Sequence[Attempt], after: int) -> tuple[PlannedAttempt, Change | None]:
    """The planned attempt, or one of another strategy at the same place, and the change, by the attempts made so far."""
    change = change_of(planned.name, [attempt for attempt in made if attempt.answer is None], after)
    if change is None:
        return planned, None
    return plan_attempt(planned.rank, change.instead, planned.number), change


def failure_of(attempt: Attempt) -> str:
    """How an attempt failed: the failure mode of its last turn that names one, leaving out that it was the same program again."""
    modes = [turn.mode for turn in attempt.all_turns if turn.mode is not None and turn.mode != SAME_PROGRAM]
    return modes[-1] if modes else UNKNOWN


@dataclass(frozen=True)
class _Alternative:
    failures: tuple[str, ...]
    instead: tuple[str, ...]


@cache
def _alternatives() -> tuple[_Alternative, ...]:
    table = tomllib.loads((files("kaggle_utils.strategies") / "alternatives.toml").read_text(encoding="utf-8"))
    return tuple(_Alternative(tuple(row["failures"]), tuple(row["instead"])) for row in table["alternative"])
