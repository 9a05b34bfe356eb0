"""What engine and sandbox did for a problem, and how much of it led to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any

from kaggle_utils.journal.events import AttemptLost, AttemptMade
from kaggle_utils.report.problem_record import ProblemRecord, turns_of
from kaggle_utils.sandbox import Verdict


@dataclass(frozen=True)
class Effort:
    """Tokens of attempts with an answer and of the others, and seconds of programs that ended in time and of the others.

    ``tokens_lost`` are of attempts that failed or that the clock cut off, ``tokens_unneeded`` of those that the vote stopped.

    Programs run side by side, so their seconds may be more than those on the clock.
    """

    tokens_answered: int = 0
    tokens_unanswered: int = 0
    tokens_lost: int = 0
    tokens_unneeded: int = 0
    programs: int = 0
    ended: float = 0.0
    not_ended: int = 0
    timed_out: float = 0.0

    @property
    def tokens_spent(self) -> int:
        """The tokens that led to no answer."""
        return self.tokens_unanswered + self.tokens_lost + self.tokens_unneeded

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.tokens_answered + self.tokens_spent


def effort_of(record: ProblemRecord) -> Effort:
    """The effort for one problem."""
    runs = [turn.execution for event in record.attempts for turn in turns_of(event) if turn.execution is not None]
    stopped = [run.seconds for run in runs if run.verdict is Verdict.TIMEOUT]
    return Effort(
        tokens_answered=_tokens(event for event in record.made if event.attempt.answer is not None),
        tokens_unanswered=_tokens(event for event in record.made if event.attempt.answer is None),
        tokens_lost=_tokens(record.lost),
        tokens_unneeded=_tokens(record.unneeded),
        programs=len(runs),
        ended=sum(run.seconds for run in runs if run.verdict is not Verdict.TIMEOUT),
        not_ended=len(stopped),
        timed_out=sum(stopped),
    )


def add_efforts(efforts: Collection[Effort]) -> Effort:
    """The sum of several."""
    sums: dict[str, Any] = {field.name: sum(getattr(each, field.name) for each in efforts) for field in fields(Effort)}
    return Effort(**sums)


def _tokens(events: Iterable[AttemptMade | AttemptLost]) -> int:
    return sum(turn.completion.tokens for event in events for turn in turns_of(event))
