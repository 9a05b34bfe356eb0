"""What a journal holds of each problem, gathered from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from kaggle_utils.journal.events import (
    AT_THE_DEADLINE,
    NOT_BEGUN,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    Event,
    ProblemStarted,
    StrategyChanged,
)
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.strategies import Turn

Outcome = Literal["right", "wrong", "answered", "unanswered"]
"""An answer that is the known one, another one, one that cannot be compared, and none yet."""


@dataclass(frozen=True)
class ProblemRecord:
    """All attempts at a problem since it first arrived, and its last ballot and answer. ``number`` is its place in the order of arrival."""

    number: int
    problem: Problem
    attempts: tuple[AttemptMade | AttemptLost, ...] = ()
    changes: tuple[StrategyChanged, ...] = ()
    ballot: BallotClosed | None = None
    answer: Answer | None = None

    @property
    def made(self) -> list[AttemptMade]:
        """The attempts that ended by themselves."""
        return [event for event in self.attempts if isinstance(event, AttemptMade)]

    @property
    def unneeded(self) -> list[AttemptLost]:
        """The attempts that were stopped because the answer was decided without them."""
        return [event for event in self.attempts if isinstance(event, AttemptLost) and is_unneeded(event)]

    @property
    def lost(self) -> list[AttemptLost]:
        """The attempts that failed, or that the clock cut off or kept from beginning."""
        return [event for event in self.attempts if isinstance(event, AttemptLost) and not is_unneeded(event)]

    @property
    def outcome(self) -> Outcome:
        """What became of it. A fallback that happens to be right counts as right, as it does in a competition."""
        if self.answer is None:
            return "unanswered"
        if self.problem.answer is None:
            return "answered"
        return "right" if self.answer.value == self.problem.answer else "wrong"

    @property
    def is_fallback(self) -> bool:
        """Whether its answer is the one that goes out when no attempt gave any."""
        return self.answer is not None and self.answer.reason is not None

    @property
    def tokens(self) -> int:
        """The tokens that were written for it."""
        return sum(turn.completion.tokens for event in self.attempts for turn in turns_of(event))


def is_unneeded(event: AttemptLost) -> bool:
    """Whether an attempt was stopped by the vote, and neither by the clock nor by an error."""
    return event.cut_off and event.reason != AT_THE_DEADLINE and not event.reason.startswith(NOT_BEGUN)


def turns_of(event: AttemptMade | AttemptLost) -> tuple[Turn, ...]:
    """All turns of an attempt, whatever became of it."""
    return event.attempt.all_turns if isinstance(event, AttemptMade) else event.turns


def collect_problems(events: Iterable[Event]) -> list[ProblemRecord]:
    """The problems in the order of their arrival.

    One that was cut off or got the fallback is tried again after a restart, and all its attempts count; an id that arrives with another
    statement is another problem, which takes its place. An event of a problem that never arrived is passed over.
    """
    found: dict[str, ProblemRecord] = {}
    for event in events:
        match event:
            case ProblemStarted(problem=problem):
                old = found.get(problem.id)
                if old is None or old.problem.statement != problem.statement:
                    found[problem.id] = ProblemRecord(old.number if old else len(found) + 1, problem)
            case AttemptMade(id=id_) | AttemptLost(id=id_) if id_ in found:
                found[id_] = replace(found[id_], attempts=(*found[id_].attempts, event))
            case StrategyChanged(id=id_) if id_ in found:
                found[id_] = replace(found[id_], changes=(*found[id_].changes, event))
            case BallotClosed(id=id_) if id_ in found:
                found[id_] = replace(found[id_], ballot=event)
            case AnswerGiven(answer=answer) if answer.id in found:
                found[answer.id] = replace(found[answer.id], answer=answer)
    return list(found.values())
