"""Worlds for the simulator of ``benchmarks.budget``: how long attempts take, and when the engine works. All times in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from random import Random

from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, Event, ProblemStarted
from kaggle_utils.voting.vote import Vote, elect, is_decided

PROBLEMS = 50  # of a set: AIMO-1, AIMO-2 and AIMO-3 each had 50
ATTEMPTS = 8  # at once, what preset t4x2-32b-awq makes
RIGHT = (2.1, 0.95)  # Beta: a problem's share of attempts that are right, 0.69 on average as in AIMO-3 (arXiv 2603.27844)
SILENT = 0.5  # of the attempts that are not right; the others give one of WRONG answers
WRONG = 5
SPREAD = 0.4  # sigma of the lognormal by which the attempts at one problem differ


@dataclass(frozen=True)
class Try:
    """One attempt: after how long it ends, and what it answers (0 is right, None nothing)."""

    seconds: float
    answer: int | None


@dataclass(frozen=True)
class Case:
    """A problem as a policy meets it: how its answer comes about with the engine's time. ``decided`` is when no more is spent on it.

    ``answered`` is when it first has evidence, and ``leads`` says from when on the leading answer is right or wrong.
    """

    decided: float
    answered: float
    leads: tuple[tuple[float, bool], ...]

    @classmethod
    def of(cls, tries: Sequence[Try]) -> Case:
        """Hold the solver's own election after each attempt that ends."""
        votes: list[Vote] = []
        answered, leads = inf, []
        for count, attempt in enumerate(sorted(tries, key=lambda one: one.seconds), 1):
            if attempt.answer is not None:
                votes.append(Vote(attempt.answer, 1.0, "simulated"))
                result = elect(votes)
                leads.append((attempt.seconds, result is not None and result.answer == 0))
                answered = min(answered, attempt.seconds)
            if is_decided(votes, outstanding=len(tries) - count):
                break
        return cls(attempt.seconds, answered, tuple(leads))

    def is_right_after(self, seconds: float) -> bool:
        """Whether the answer after so much of the engine's time is the right one."""
        return next((right for when, right in reversed(self.leads) if when <= seconds), False)


@dataclass(frozen=True)
class Outage:
    """From when to when the engine does nothing."""

    begin: float
    end: float

    def finish(self, begin: float, work: float) -> float:
        """When work that begins then is done."""
        if begin >= self.end or begin + work <= self.begin:
            return begin + work
        return max(begin + work, work + begin + self.end - max(begin, self.begin))

    def work(self, begin: float, end: float) -> float:
        """How much of that time the engine works."""
        return max(0.0, end - begin - max(0.0, min(end, self.end) - max(begin, self.begin)))


@dataclass(frozen=True)
class Run:
    """One run: its problems in the order in which they come, and when the engine does nothing."""

    cases: tuple[Case, ...]
    outage: Outage = Outage(-inf, -inf)


Scale = Callable[[Random], float]
World = Callable[[Random, float], Run]  # draws a run of so many seconds


def sample_case(random: Random, scale: float) -> Case:
    """A problem whose attempts take about ``scale``."""
    right = random.betavariate(*RIGHT)
    tries = []
    for _ in range(ATTEMPTS):
        answer = 0 if random.random() < right else None if random.random() < SILENT else random.randint(1, WRONG)
        tries.append(Try(scale * random.lognormvariate(0, SPREAD), answer))
    return Case.of(tries)


def _draw(scale: Scale, random: Random) -> Run:
    return Run(tuple(sample_case(random, scale(random)) for _ in range(PROBLEMS)))


def _ordered(random: Random, hard_first: bool) -> Run:
    cases = _draw(_mixture, random).cases
    return Run(tuple(sorted(cases, key=lambda case: case.decided, reverse=hard_first)))


def _hung(random: Random, seconds: float) -> Run:
    begin = random.uniform(0, 0.8 * seconds)
    return replace(_draw(_heavy, random), outage=Outage(begin, begin + HUNG))


def _heavy(random: Random) -> float:
    return random.lognormvariate(4.8, 1.2)  # median 2 minutes, one in six above 6, one in forty above 22


def _easy(random: Random) -> float:
    return 45 * random.lognormvariate(0, 0.5)


def _hard(random: Random) -> float:
    return 900 * random.lognormvariate(0, 0.5)


def _mixture(random: Random) -> float:
    return _hard(random) if random.random() < 0.3 else _easy(random)


LOADING = 600.0  # 19 GB of weights from Kaggle's disk (docs/engines.md)
HUNG = 1800.0
WORLDS: Mapping[str, World] = {
    "lognormal": lambda random, _: _draw(_heavy, random),
    "pareto": lambda random, _: _draw(lambda one: 40 * one.paretovariate(1.1), random),
    "slow start": lambda random, _: replace(_draw(_heavy, random), outage=Outage(0.0, LOADING)),
    "engine hangs for 30 min": _hung,
    "all easy": lambda random, _: _draw(_easy, random),
    "all hard": lambda random, _: _draw(_hard, random),
    "mixture": lambda random, _: _draw(_mixture, random),
    "mixture, hard ones first": lambda random, _: _ordered(random, hard_first=True),
    "mixture, hard ones last": lambda random, _: _ordered(random, hard_first=False),
}


def read_world(journal: Path) -> World:
    """The problems of a run that was made, drawn with replacement. Raises ValueError if none has an attempt."""
    cases = _recorded_cases(read_journal(journal))
    if not cases:
        raise ValueError(f"{journal} has no attempts")
    return lambda random, _: Run(tuple(random.choices(cases, k=PROBLEMS)))


def _recorded_cases(events: Iterable[Event]) -> list[Case]:
    """What each problem's attempts took, from the problem's record to theirs. Without a known answer, the elected one counts as right."""
    begun: dict[str, float] = {}
    gold: dict[str, int | None] = {}
    tries: dict[str, list[tuple[float, int | None]]] = {}
    for event in events:
        match event:
            case ProblemStarted(problem=problem):
                begun[problem.id], gold[problem.id] = event.time, problem.answer
                tries[problem.id] = []
            case AttemptMade():
                tries[event.id].append((event.time - begun[event.id], event.attempt.answer))
            case AnswerGiven(answer=answer) if gold.get(answer.id) is None:
                gold[answer.id] = answer.value
    return [Case.of([Try(seconds, _judged(answer, gold[id_])) for seconds, answer in made]) for id_, made in tries.items() if made]


def _judged(answer: int | None, gold: int | None) -> int | None:
    """0 for the right answer; another's own value, moved away from 0."""
    if answer is None:
        return None
    return 0 if answer == gold else 1 + abs(answer)
