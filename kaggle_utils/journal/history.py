"""The attempts and answers that a journal holds for each problem. A restarted run continues from them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, ProblemStarted, RunStarted, name_of
from kaggle_utils.problem import Answer, Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

logger = logging.getLogger(__name__)

# An earlier run's answers are kept only if these are the same.
DECISIVE = ("engine", "model", "planner", "verifier", "strategies", "prompting", "modulus", "lowest_answer", "highest_answer")


@dataclass(frozen=True)
class Round:
    """The last round of a problem: its attempts by their rank in the plan, and its answer, or None if the run was cut off before it.

    A problem that got the fallback begins a new round when it is tried again; one that was cut off continues its round.
    """

    problem: Problem
    attempts: Mapping[int, Attempt] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True)
class History:
    """The settings of the last start, if there was one, and the rounds by the problems' digests, in order of their start.

    A start with settings that differ from the previous ones discards the earlier rounds.
    """

    settings: Settings | None
    rounds: Mapping[str, Round]

    @property
    def answers(self) -> dict[str, Answer]:
        """The final answers by digest; without fallbacks, because those problems are tried again."""
        return {digest: r.answer for digest, r in self.rounds.items() if r.answer is not None and r.answer.reason is None}

    @property
    def cut_off(self) -> dict[str, Mapping[int, Attempt]]:
        """The attempts at problems without an answer, by digest and rank."""
        return {digest: r.attempts for digest, r in self.rounds.items() if r.answer is None}


def is_continued(before: Settings, now: Settings) -> bool:
    """Whether a run with these settings may keep the answers of a run with the settings ``before``."""
    return all(getattr(before, name) == getattr(now, name) for name in DECISIVE)


def read_history(events: Iterable[Event]) -> History:
    """The history in a journal's events. An event of a problem that was never started is skipped with a warning."""
    settings: Settings | None = None
    rounds: dict[str, Round] = {}
    current: dict[str, str] = {}
    for event in events:
        match event:
            case RunStarted():
                if settings is not None and not is_continued(settings, event.settings):
                    rounds.clear()
                    current.clear()
                settings = event.settings
            case ProblemStarted():
                current[event.problem.id] = digest = digest_of(event.problem)
                if digest not in rounds or rounds[digest].answer is not None:
                    rounds[digest] = Round(event.problem)
            case AttemptMade() if event.id in current:
                round_ = rounds[current[event.id]]
                rounds[current[event.id]] = replace(round_, attempts={**round_.attempts, event.rank: event.attempt})
            case AnswerGiven() if event.answer.id in current:
                digest = current[event.answer.id]
                rounds[digest] = replace(rounds[digest], answer=event.answer)
            case AttemptMade() | AnswerGiven():
                logger.warning("an event %r belongs to a problem that never began, and is passed over", name_of(event))
    return History(settings, rounds)


def latest_by_id(history: History) -> Iterator[Round]:
    """The last round of each id, in the order in which the ids first occur: another file may have used an id before."""
    latest = {r.problem.id: r for r in history.rounds.values()}
    yield from latest.values()
