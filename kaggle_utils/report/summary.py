"""The summary of a run: a few lines of text, at most one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaggle_utils.engines import Author
from kaggle_utils.journal.events import AttemptMade, EngineChanged, Event, RunStarted, RuntimeReady
from kaggle_utils.report.counts import (
    OUTCOMES,
    StrategyCounts,
    count_authors,
    count_fallbacks,
    count_repairs,
    count_verdicts,
    find_degradations,
    find_gaps,
    last_of,
)
from kaggle_utils.report.run import RecordedRun, read_run
from kaggle_utils.settings import load_presets

if TYPE_CHECKING:
    import pandas

MAX_LINES = 4  # of a kind in the summary, which is to stay one screen


def summarize(journal: Path) -> str:
    """The run in a few lines: score, answers, work, time, and degradations. Raises InputError without a journal."""
    return describe_run(read_run(journal))


def describe_run(run: RecordedRun) -> str:
    """The run in a few lines, at most one screen."""
    results, events = run.results, run.events
    if results.empty:
        return "no problem was answered"
    known = results[results["gold"].notna()]
    score = (
        f"{int(known['right'].sum())} of {len(known)} right ({100 * float(known['right'].mean()):.1f} %)"
        if len(known)
        else "no answers to compare with"
    )
    work = {column: int(results[column].sum()) for column in ("attempts", "repairs", "tokens")}
    fallbacks = count_fallbacks(events)
    reasons = "".join(f"; {count} because: {reason}" for reason, count in fallbacks.most_common(2))
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in count_verdicts(events).most_common())
    lines = [
        ("score", score),
        ("answers", f"{len(results)}, of them {fallbacks.total()} by fallback{reasons}"),
        (
            "work",
            f"{work['attempts']} attempts, {work['repairs']} programs rewritten by the model, {_describe_tokens(work['tokens'], events)}",
        ),
        ("programs", verdicts),
        *[("votes", _describe_strategy(tally)) for tally in run.strategies[:MAX_LINES]],
        *[("repairs", line) for line in _describe_repairs(events)],
        *[("sequences", line) for line in describe_known(events)],
        ("time", _describe_time(results)),
        ("engine", describe_engine(events)),
        ("sandbox", describe_layers(events)),
        ("preset", describe_preset(events)),
        *[("DEGRADED", line) for line in find_degradations(events)[:MAX_LINES]],
        *[("JOURNAL", line) for line in find_gaps(events, run.unreadable)[:MAX_LINES]],
    ]
    return "\n".join(f"{name:10} {line}" for name, line in lines)


def _describe_tokens(tokens: int, events: Sequence[Event]) -> str:
    """The tokens of the problems that were answered; where several models wrote, those that each of them wrote in all."""
    authors = ", ".join(f"{author} {count}" for author, count in several_authors(events).items())
    return f"{tokens} tokens" + (f" ({authors})" if authors else "")


def several_authors(events: Sequence[Event]) -> dict[Author, int]:
    """The tokens that each model wrote; nothing where the coder wrote them all."""
    authors = count_authors(events)
    return authors if set(authors) - {"coder"} else {}


def _describe_strategy(tally: StrategyCounts) -> str:
    right = f", {tally.right} of {tally.known} right" if tally.known else ""
    return f"{tally.strategy}: {tally.votes} by {tally.attempts} attempts{right}"


def _describe_repairs(events: Sequence[Event]) -> list[str]:
    """All repairs in one line, then the most frequent kinds."""
    repairs = count_repairs(events)
    if not repairs:
        return []
    sums = {outcome: sum(counts[outcome] for counts in repairs.values()) for outcome in OUTCOMES}
    kinds = [f"{by} {'/'.join(str(counts[outcome]) for outcome in OUTCOMES)}" for by, counts in list(repairs.items())[:MAX_LINES]]
    return [f"{', '.join(f'{count} {outcome}' for outcome, count in sums.items())}; {', '.join(kinds)}"]


def describe_known(events: Sequence[Event]) -> list[str]:
    """The known sequences that traces are, the most frequent first; not a line without any."""
    names = Counter(
        event.attempt.known_as.name for event in events if isinstance(event, AttemptMade) and event.attempt.known_as is not None
    )
    most = ", ".join(f"{name} ({count})" for name, count in names.most_common(MAX_LINES))
    return [f"{names.total()} traces are {len(names)} known sequences, such as {most}"] if names else []


def _describe_time(results: pandas.DataFrame) -> str:
    seconds = results["seconds"]
    total, middle, longest = float(seconds.sum()), float(seconds.median()), float(seconds.max())
    return f"{total:.0f} s solving, {middle:.2f} s a problem (median), {longest:.1f} s the longest"


def describe_layers(events: Sequence[Event]) -> str:
    """The sandbox's layers, or which are missing and why."""
    ready = last_of(RuntimeReady, events)
    if ready is None:
        return "never came up"
    missing = "; ".join(f"no {layer}: {reason}" for layer, reason in ready.sandbox_missing.items())
    return missing or f"all {len(ready.sandbox_layers)} layers"


def describe_engine(events: Sequence[Event]) -> str:
    """The engine that ran last and its model, and those of planner and verifier."""
    last = last_of(EngineChanged, events)
    if last is None:
        return "never came up"
    further = [f"; {each.author}: {each.engine}, {each.model}" for each in last.engine.further if each.is_up]
    return f"{last.engine.engine}, {last.engine.model}{''.join(further)}"


def describe_preset(events: Sequence[Event]) -> str:
    """The preset and when to use it."""
    presets = load_presets()
    started = last_of(RunStarted, events)
    name = started.settings.name if started else "unknown"
    return f"{name}: {presets[name]['use'] if name in presets else 'unknown here'}"
