"""What a journal says of a run's problems: their attempts as they were, and their answers. A restarted run goes on from it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, ProblemStarted, RunStarted, name_of
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

logger = logging.getLogger(__name__)

# What has to be the same for an earlier run's answers to be this one's.
DECISIVE = ("engine", "model", "strategies", "prompting", "modulus", "lowest_answer", "highest_answer")


@dataclass(frozen=True)
class Round:
    """A problem's last round: its attempts by their rank in the plan, and its answer, None where the run was cut off before.

    A problem that got the fallback and was tried again begins a new round; one that was cut off goes on in the old one.
    """

    problem: Problem
    attempts: Mapping[int, Attempt] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True)
class History:
    """The settings of the last start, if there was one, and the rounds by the problems' digests, in the order in which they began.

    A start with other settings than the one before begins anew: its rounds alone are kept.
    """

    settings: Settings | None
    rounds: Mapping[str, Round]

    @property
    def answers(self) -> dict[str, Answer]:
        """By digest, the answers that stand; fallbacks are tried again."""
        return {digest: r.answer for digest, r in self.rounds.items() if r.answer is not None and r.answer.reason is None}

    @property
    def cut_off(self) -> dict[str, Mapping[int, Attempt]]:
        """By digest, the attempts at problems that have no answer yet."""
        return {digest: r.attempts for digest, r in self.rounds.items() if r.answer is None}


def digest_of(problem: Problem) -> str:
    """What identifies a problem across runs: ids alone are reused by other files."""
    return hashlib.sha256(f"{problem.id}\0{problem.statement}".encode(errors="surrogatepass")).hexdigest()[:16]


def is_continued(before: Settings, now: Settings) -> bool:
    """Whether a run with these settings goes on with what one with those ``before`` answered."""
    return all(getattr(before, name) == getattr(now, name) for name in DECISIVE)


def read_history(events: Iterable[Event]) -> History:
    """What a journal's events say. An event of a problem that never began is passed over with a warning."""
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
    """One round for each id, the last, in the order in which the ids came first: another file may have used an id before."""
    latest = {r.problem.id: r for r in history.rounds.values()}
    yield from latest.values()
