"""When everything happened: a run's events on one clock, and what its time was spent on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kaggle_utils.journal.events import (
    AnswerFailed,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    EngineChanged,
    Event,
    ProblemStarted,
    RecordsLate,
    RunEnded,
    RunStarted,
    RuntimeReady,
)
from kaggle_utils.problem import Problem
from kaggle_utils.report.problem_record import is_unneeded

End = Literal["answer", "no answer", "lost", "unneeded"]
"""How an attempt ended: with an answer, without one, by failing or by the clock, or because the vote was decided."""


@dataclass(frozen=True)
class Span:
    """A stretch of time, in seconds on the run's clock."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True)
class Work:
    """The time of a problem from its arrival to its answer, or to the end of the run; ``ends`` are those of its attempts."""

    problem: Problem
    span: Span
    given: float
    ends: tuple[tuple[float, End], ...] = ()


@dataclass(frozen=True)
class RunClock:
    """A run's times in seconds, with what lies between an end and a restart taken out.

    ``sessions`` are from a start to the last event before the next; in ``loading`` the engine came up. ``happenings`` are the events that
    are not of one problem, in words.
    """

    sessions: tuple[Span, ...] = ()
    loading: tuple[Span, ...] = ()
    work: tuple[Work, ...] = ()
    happenings: tuple[tuple[float, str], ...] = ()

    @property
    def seconds(self) -> float:
        """All sessions together."""
        return sum(session.seconds for session in self.sessions)


@dataclass
class _Session:
    """A session while its events are read. ``open`` are the problems without an answer yet, by id."""

    offset: float  # from a time since the epoch to the run's clock
    start: float
    last: float
    ready: float | None = None
    open: dict[str, tuple[ProblemStarted, list[tuple[float, End]]]] = field(default_factory=dict)


def read_clock(events: Iterable[Event]) -> RunClock:
    """The clock of a journal's events; those before the first start are passed over."""
    sessions: list[Span] = []
    loading: list[Span] = []
    work: list[Work] = []
    happenings: list[tuple[float, str]] = []
    current: _Session | None = None

    def close(session: _Session) -> None:
        sessions.append(Span(session.start, session.last))
        loading.append(Span(session.start, session.last if session.ready is None else session.ready))
        work.extend(_work(begun, Span(begun.time - session.offset, session.last), ends) for begun, ends in session.open.values())

    for event in events:
        if isinstance(event, RunStarted):
            if current is not None:
                close(current)
            start = sessions[-1].end if sessions else 0.0
            current = _Session(event.time - start, start, start)
        if current is None:
            continue
        # A clock that was set back while the run went on must not make spans of negative length.
        now = current.last = max(current.last, event.time - current.offset)
        match event:
            case RuntimeReady() if current.ready is None:
                current.ready = now
            case ProblemStarted():
                current.open[event.problem.id] = (event, [])
            case AttemptMade() | AttemptLost() if event.id in current.open:
                current.open[event.id][1].append((now, _end_of(event)))
            case AnswerGiven() if event.answer.id in current.open:
                begun, ends = current.open.pop(event.answer.id)
                work.append(_work(begun, Span(begun.time - current.offset, now), ends))
        if (words := _describe(event, again=bool(sessions))) is not None:
            happenings.append((now, words))
    if current is not None:
        close(current)
    return RunClock(tuple(sessions), tuple(loading), tuple(sorted(work, key=lambda each: each.span.start)), tuple(happenings))


def account_for(clock: RunClock) -> dict[str, float]:
    """What the run's seconds were spent on; the parts add up to all of them."""
    spent = {"loading": 0.0, "solving": 0.0, "waiting": 0.0, "closing": 0.0}
    for session, load in zip(clock.sessions, clock.loading, strict=True):
        spans = [each.span for each in clock.work if session.start <= each.span.start and each.span.end <= session.end]
        last = max([load.end, *[span.end for span in spans]])
        solving = _covered(spans, load.end, last)
        spent["loading"] += load.seconds
        spent["solving"] += solving
        spent["waiting"] += last - load.end - solving
        spent["closing"] += session.end - last
    return spent


def _covered(spans: Sequence[Span], start: float, end: float) -> float:
    """The seconds between start and end in which at least one span lies; problems may be solved side by side."""
    covered, until = 0.0, start
    for span in sorted(spans, key=lambda each: each.start):
        covered += max(0.0, min(span.end, end) - max(span.start, until))
        until = max(until, span.end)
    return covered


def _work(begun: ProblemStarted, span: Span, ends: Sequence[tuple[float, End]]) -> Work:
    return Work(begun.problem, Span(min(span.start, span.end), span.end), begun.seconds, tuple(ends))


def _end_of(event: AttemptMade | AttemptLost) -> End:
    if isinstance(event, AttemptLost):
        return "unneeded" if is_unneeded(event) else "lost"
    return "no answer" if event.attempt.answer is None else "answer"


def _describe(event: Event, again: bool) -> str | None:
    match event:
        case RunStarted():
            return "the run was started again" if again else "the run started"
        case RuntimeReady(seconds=seconds):
            return f"engine and sandbox were ready, after {seconds:.1f} s"
        case EngineChanged(engine=engine):
            restarts = engine.details.get("restarts", 0)
            return f"the engine is {engine.engine}, {engine.model}" + (f", restarted {restarts} times so far" if restarts else "")
        case AnswerGiven(answer=answer) if answer.reason is not None:
            return f"problem {answer.id} got the fallback answer: {answer.reason}"
        case AnswerFailed(id=id_, reason=reason):
            return f"problem {id_} got the fallback answer from the gateway: {reason}"
        case RecordsLate(records=records, reason=reason):
            return f"{records} records were written late: {reason}"
        case RunEnded():
            return "the run ended"
    return None
