"""What can be counted in a journal's records: repairs, votes by strategy, fallbacks, and what was not as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaggle_utils.journal import Record

OUTCOMES = ("fixed", "not fixed", "made worse")
LONGEST_REASON = 80  # characters


@dataclass(frozen=True)
class StrategyTally:
    """A strategy's work: attempts made, votes they cast, and how many votes were right of those at problems with known answers."""

    strategy: str
    attempts: int
    votes: int
    right: int
    known: int


def count_verdicts(records: Sequence[Record]) -> Counter[str]:
    """How the programs ended; a turn without one counts as such."""
    return Counter(turn["execution"]["verdict"] if turn["execution"] else "no program" for turn in _turns(records))


def count_repairs(records: Sequence[Record]) -> dict[str, Counter[str]]:
    """By failure mode, or "model", how many repairs came to what; the most frequent first."""
    found: dict[str, Counter[str]] = {}
    for turn in _turns(records):
        for repair in turn.get("repairs", ()):
            found.setdefault(repair["by"], Counter())[repair["outcome"]] += 1
    return dict(sorted(found.items(), key=lambda item: -item[1].total()))


def count_strategies(records: Sequence[Record], golds: Mapping[str, int | None]) -> list[StrategyTally]:
    """The strategies in the order in which they came first. ``golds`` are the known answers by problem; its last ballot counts."""
    attempts = Counter(record["strategy"] for record in records if record["event"] == "attempt")
    ballots = {record["id"]: record for record in records if record["event"] == "ballot"}
    cast = [(vote, golds.get(str(id_))) for id_, ballot in ballots.items() for vote in ballot.get("votes", ())]
    votes = Counter(vote["source"] for vote, _ in cast)
    known = Counter(vote["source"] for vote, gold in cast if gold is not None)
    right = Counter(vote["source"] for vote, gold in cast if gold is not None and vote["answer"] == gold)
    return [StrategyTally(name, count, votes[name], right[name], known[name]) for name, count in attempts.items()]


def count_fallbacks(records: Sequence[Record]) -> Counter[str]:
    """Why problems have the fallback answer as their last one."""
    last = {record["id"]: record["reason"] for record in records if record["event"] == "answer"}
    return Counter(reason[:LONGEST_REASON] for reason in last.values() if reason is not None)


def find_gaps(records: Sequence[Record]) -> list[str]:
    """What is or may be missing in the journal, one sentence each."""
    found = []
    last = next((record["event"] for record in reversed(records) if record["event"] in ("start", "end")), None)
    if last != "end":
        found.append("incomplete: the run goes on, was killed, or could not write its last records")
    found += [
        f"{record['records']} records were late ({record['reason'][:LONGEST_REASON]})" for record in records if record["event"] == "late"
    ]
    lost = sum(record["event"] == "unwritable" for record in records)
    return found + ([f"{lost} records could not be put into JSON"] if lost else [])


def find_degradations(records: Sequence[Record]) -> list[str]:
    """What ran otherwise than it should: engines that stepped down or were restarted, attempts that failed, answers out of range."""
    engines = [record for record in records if record["event"] == "engine"]
    found = []
    if engines:
        found += [f"the engine stepped down from {step}" for step in engines[-1]["steps_down"]]
        restarts = engines[-1]["details"].get("restarts", 0)
        last = "".join(f"; the last time {reason}" for reason in engines[-1]["details"].get("restart_reasons", ())[-1:])
        found += [f"the engine was restarted {restarts} times{last}"] if restarts else []
    failures = Counter(record["reason"][:LONGEST_REASON] for record in records if record["event"] == "failure")
    found += [f"{count} attempts failed: {reason}" for reason, count in failures.most_common(3)]
    if any(record["event"] == "ready" and not record.get("latex", True) for record in records):
        found.append("answers in LaTeX counted only as plain integers: math-verify is not installed")
    outside = sum(len(record.get("out_of_range", ())) for record in records if record["event"] == "ballot")
    return found + ([f"{outside} answers were out of range"] if outside else [])


def _turns(records: Sequence[Record]) -> list[dict[str, Any]]:
    return [turn for record in records if record["event"] == "attempt" for turn in record["turns"]]
