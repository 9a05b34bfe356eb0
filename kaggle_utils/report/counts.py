"""Counts of a journal's events: repairs, votes by strategy, fallbacks, and degradations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from kaggle_utils.engines import Author, EngineInfo, FurtherEngine
from kaggle_utils.journal.events import (
    AT_THE_DEADLINE,
    NOT_BEGUN,
    AnswerFailed,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    EngineChanged,
    Event,
    RecordsLate,
    RecordUnwritable,
    RunEnded,
    RunStarted,
    RuntimeReady,
    StrategyChanged,
)
from kaggle_utils.strategies import Turn, count_tokens

OUTCOMES = ("fixed", "not fixed", "made worse")
MAX_REASON = 80  # characters
MAX_NUMBERS = 5  # of lines that are listed

Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True)
class StrategyCounts:
    """Counts of one strategy: attempts, their votes, and how many votes were right on problems with known answers."""

    strategy: str
    attempts: int
    votes: int
    right: int
    known: int


def events_of(kind: type[Kind], events: Sequence[Event]) -> Iterator[Kind]:
    """The events of one kind, in order."""
    return (event for event in events if isinstance(event, kind))


def last_of(kind: type[Kind], events: Sequence[Event]) -> Kind | None:
    """The last event of a kind, or None."""
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def count_verdicts(events: Sequence[Event]) -> Counter[str]:
    """The number of programs by verdict; turns without a program are counted too."""
    return Counter(str(turn.execution.verdict) if turn.execution else "no program" for turn in _turns(events))


def count_authors(events: Sequence[Event]) -> dict[Author, int]:
    """The number of tokens that each model wrote, the coder first."""
    return count_tokens(_turns(events))


def count_repairs(events: Sequence[Event]) -> dict[str, Counter[str]]:
    """The outcomes of repairs by failure mode, or by "model"; the most frequent first."""
    found: dict[str, Counter[str]] = {}
    for turn in _turns(events):
        for repair in turn.repairs:
            found.setdefault(repair.by, Counter())[repair.outcome] += 1
    return dict(sorted(found.items(), key=lambda item: -item[1].total()))


def count_strategies(events: Sequence[Event], golds: Mapping[str, int | None]) -> list[StrategyCounts]:
    """The strategies in the order of their first use. ``golds`` are the known answers by problem, whose last ballot counts."""
    attempts = Counter(event.attempt.strategy for event in events_of(AttemptMade, events))
    ballots = {event.id: event for event in events_of(BallotClosed, events)}
    cast = [(vote, golds.get(id_)) for id_, ballot in ballots.items() for vote in ballot.votes]
    votes = Counter(vote.source for vote, _ in cast)
    known = Counter(vote.source for vote, gold in cast if gold is not None)
    right = Counter(vote.source for vote, gold in cast if gold is not None and vote.answer == gold)
    return [StrategyCounts(name, count, votes[name], right[name], known[name]) for name, count in attempts.items()]


def count_fallbacks(events: Sequence[Event]) -> Counter[str]:
    """The reasons of problems whose last answer is the fallback."""
    last = {event.answer.id: event.answer.reason for event in events_of(AnswerGiven, events)}
    return Counter(reason[:MAX_REASON] for reason in last.values() if reason is not None)


def find_gaps(events: Sequence[Event], unreadable: Sequence[int] = ()) -> list[str]:
    """One sentence for each thing that is, or may be, missing from the journal. ``unreadable`` are numbers of lines without an event."""
    ends = [event for event in events if isinstance(event, RunStarted | RunEnded)]
    found = []
    killed = sum(1 for event, following in pairwise(ends) if isinstance(event, RunStarted) and isinstance(following, RunStarted))
    if killed:
        found.append(f"the run was killed and started again {killed} times: what was under way was lost")
    if unreadable:
        numbers = ", ".join(map(str, unreadable[:MAX_NUMBERS]))
        found.append(f"{len(unreadable)} lines are cut off or damaged (line {numbers}): lost, unless a later line holds the record again")
    if not ends or not isinstance(ends[-1], RunEnded):
        found.append("incomplete: the run goes on, was killed, or could not write its last records")
    found += [f"{event.records} records were late ({event.reason[:MAX_REASON]})" for event in events_of(RecordsLate, events)]
    lost = sum(1 for _ in events_of(RecordUnwritable, events))
    return found + ([f"{lost} records could not be put into JSON"] if lost else [])


def find_degradations(events: Sequence[Event]) -> list[str]:
    """What did not run as planned.

    Engines that stepped down, were restarted or got fewer cores, in any start of the run; servers that were taken out or slow, recorded
    replies to other prompts, attempts that failed, were cut off by the clock or were made by another strategy than planned, answers out of
    range.
    """
    engines = list(_last_engines(events))
    found = list(dict.fromkeys(sentence for engine in engines for sentence in _describe_engine(engine)))
    reasons = [reason for engine in engines for reason in engine.details.get("restart_reasons", ())]
    restarts = sum(engine.details.get("restarts", 0) for engine in engines)
    last = "".join(f"; the last time {reason}" for reason in reasons[-1:])
    found += [f"the engine was restarted {restarts} times{last}"] if restarts else []
    failures = Counter(event.reason[:MAX_REASON] for event in events_of(AttemptLost, events) if not event.cut_off)
    found += [f"{count} attempts failed: {reason}" for reason, count in failures.most_common(3)]
    limited = _limited_by_the_clock(events)
    if limited:
        found.append(f"{limited.total()} attempts at {len(limited)} problems were cut off by the clock")
    kept_back = Counter(event.id for event in events_of(AttemptLost, events) if event.reason.startswith(NOT_BEGUN))
    if kept_back:
        found.append(f"{kept_back.total()} attempts at {len(kept_back)} problems were {NOT_BEGUN}")
    changed = Counter((event.planned, event.strategy, event.reason[:MAX_REASON]) for event in events_of(StrategyChanged, events))
    found += [f"{count} attempts were made by {new} instead of {old}: {why}" for (old, new, why), count in changed.most_common(3)]
    unanswered = Counter(event.reason[:MAX_REASON] for event in events_of(AnswerFailed, events))
    found += [f"{count} answers failed in the gateway: {reason}" for reason, count in unanswered.most_common(3)]
    if any(not event.latex for event in events_of(RuntimeReady, events)):
        found.append("answers in LaTeX counted only as plain integers: math-verify is not installed")
    outside = sum(len(event.out_of_range) for event in events_of(BallotClosed, events))
    return found + ([f"{outside} answers were out of range"] if outside else [])


def _last_engines(events: Sequence[Event]) -> Iterator[EngineInfo]:
    """The engine of each start of the run, as it was at the end."""
    last: EngineInfo | None = None
    for event in events:
        if isinstance(event, RunStarted) and last is not None:
            yield last
            last = None
        elif isinstance(event, EngineChanged):
            last = event.engine
    if last is not None:
        yield last


def _describe_engine(engine: EngineInfo) -> list[str]:
    """What an engine did not do as planned, or was not given."""
    details = engine.details
    found = [f"the engine stepped down from {step}" for step in engine.steps_down]
    found += [_describe_further(each) for each in engine.further if each.failures or not each.is_up]
    found += [f"the engine had only {details['cores_taken']}"] if "cores_taken" in details else []
    starved = details.get("starved_seconds", 0)
    found += [f"the engine waited for a core longer than it ran, for {starved} s: others used the machine"] if starved else []
    found += list(details.get("taken_out", ()))
    again, hedged, won = (details.get(name, 0) for name in ("sent_again", "hedged", "hedges_won"))
    found += [f"{again} requests were sent again, because their server did not answer"] if again else []
    found += [f"{hedged} requests were sent to a second server, because the first was slow; it was first {won} times"] if hedged else []
    others, lost = (details.get(name, 0) for name in ("other_prompts", "not_recorded"))
    found += [f"{others} of {details['replies']} recorded replies answered another prompt"] if others else []
    return found + ([f"{lost} replies could not be recorded"] if lost else [])


def _describe_further(each: FurtherEngine) -> str:
    """What became of a further engine that did not start, died, or left questions unanswered."""
    reason = each.trouble[:MAX_REASON]
    if each.is_up:
        return f"the {each.author} left {each.failures} questions unanswered ({reason})"
    return f"the run went on without its {each.author} ({reason})"


def _limited_by_the_clock(events: Sequence[Event]) -> Counter[str]:
    """By problem, the attempts that the deadline cut off, or that ended by themselves with a completion that it had cut off."""
    cut = [event.id for event in events_of(AttemptLost, events) if event.cut_off and event.reason == AT_THE_DEADLINE]
    short = [event.id for event in events_of(AttemptMade, events) if event.attempt.is_cut]
    return Counter(cut + short)


def _turns(events: Sequence[Event]) -> Iterator[Turn]:
    for event in events:
        if isinstance(event, AttemptMade):
            yield from event.attempt.all_turns
        elif isinstance(event, AttemptLost):
            yield from event.turns
