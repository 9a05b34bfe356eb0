"""The report on a run's journal: a table, a picture, a page and a few lines of text."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.engines import Author
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import (
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    EngineChanged,
    Event,
    ProblemStarted,
    RunStarted,
    RuntimeReady,
)
from kaggle_utils.report.counts import (
    OUTCOMES,
    StrategyCounts,
    count_authors,
    count_fallbacks,
    count_repairs,
    count_strategies,
    count_verdicts,
    events_of,
    find_degradations,
    find_gaps,
    last_of,
)
from kaggle_utils.settings import load_presets
from kaggle_utils.strategies import Attempt

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

COLUMNS = ["id", "problem", "answer", "gold", "right", "votes", "attempts", "repairs", "tokens", "seconds", "reason"]
ATTRIBUTION = "Names such as A000045 and their titles are of the OEIS (oeis.org), CC BY-SA 4.0."
MAX_LINES = 4  # of a kind in the summary, which is to stay one screen


@dataclass(frozen=True)
class RecordedRun:
    """A run's events, read once."""

    journal: Path
    events: tuple[Event, ...]

    @cached_property
    def results(self) -> pandas.DataFrame:
        """One row a problem; see ``read_results``."""
        return _tabulate(self.events)

    @cached_property
    def strategies(self) -> list[StrategyCounts]:
        """The counts of each strategy: attempts, votes, right votes."""
        golds = {event.problem.id: event.problem.answer for event in events_of(ProblemStarted, self.events)}
        return count_strategies(self.events, golds)


def read_run(journal: Path) -> RecordedRun:
    """Read a journal. Raises InputError without one."""
    if not journal.is_file():
        raise InputError(f"{journal} does not exist: it is written by `solve` and by the notebook into their output folder")
    return RecordedRun(journal, tuple(read_journal(journal)))


def read_results(journal: Path) -> pandas.DataFrame:
    """One row a problem, in the order solved.

    ``gold`` is the known answer, if any, ``votes`` the answer's share of the votes, ``repairs`` the number of programs that the model
    rewrote, ``reason`` why the answer is a fallback. Raises InputError without a journal.
    """
    return read_run(journal).results


def _tabulate(events: Sequence[Event]) -> pandas.DataFrame:
    import pandas

    rows: dict[str, dict[str, Any]] = {}
    for event in events:
        match event:
            case ProblemStarted(problem=problem):
                old = rows.get(problem.id)
                if old is None or old["problem"] != problem.statement:
                    # Otherwise a problem that was cut off or got the fallback is tried again, and all its attempts count.
                    rows[problem.id] = {"id": problem.id, "problem": problem.statement, "gold": problem.answer}
                    rows[problem.id] |= {"attempts": 0, "repairs": 0, "tokens": 0}
            case AttemptMade(id=id_, attempt=attempt) if id_ in rows:
                rows[id_]["attempts"] += 1
                rows[id_]["repairs"] += attempt.rewrites
                rows[id_]["tokens"] += attempt.tokens
            case AttemptLost(id=id_, turns=turns) if id_ in rows:
                rows[id_]["tokens"] += sum(turn.completion.tokens for turn in turns)
            case AnswerGiven(answer=answer) if answer.id in rows:
                found = {"answer": answer.value, "votes": answer.votes, "seconds": answer.seconds, "reason": answer.reason}
                rows[answer.id] |= found
    frame = pandas.DataFrame([row for row in rows.values() if "answer" in row], columns=COLUMNS)
    frame = frame.astype({"answer": "Int64", "gold": "Int64"})
    frame["right"] = (frame["answer"] == frame["gold"]).where(frame["gold"].notna()).astype("boolean")
    return frame


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
        *[("sequences", line) for line in _describe_known(events)],
        ("time", _describe_time(results)),
        ("engine", _describe_engine(events)),
        ("sandbox", _describe_layers(events)),
        ("preset", _describe_preset(events)),
        *[("DEGRADED", line) for line in find_degradations(events)[:MAX_LINES]],
        *[("JOURNAL", line) for line in find_gaps(events)[:MAX_LINES]],
    ]
    return "\n".join(f"{name:10} {line}" for name, line in lines)


def plot_results(results: pandas.DataFrame) -> Figure:
    """Two panels: the votes' shares of right, wrong and unknown answers; and the time that each problem took."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.2), layout="constrained")
    sure, time = figure.subplots(1, 2)
    edges = [i / 10 for i in range(11)]
    kinds = {
        "right": (results["right"].eq(True).fillna(False), "#4c956c"),
        "wrong": (results["right"].eq(False).fillna(False), "#d1495b"),
        "unknown": (results["right"].isna(), "#8d99ae"),
    }
    present = {name: kind for name, kind in kinds.items() if kind[0].any()}
    sure.hist(
        [results["votes"][mask] for mask, _ in present.values()],
        bins=edges,
        stacked=True,
        label=list(present),
        color=[c for _, c in present.values()],
    )
    sure.set(xlabel="share of the votes behind the answer", ylabel="problems", title="How sure, how right")
    sure.legend()
    seconds = results["seconds"].reset_index(drop=True)
    for mask, colour in present.values():
        chosen = seconds[mask.reset_index(drop=True).to_numpy()]
        time.scatter(chosen.index + 1, chosen, s=9, color=colour)
    time.set(xlabel="problem, in the order solved", ylabel="seconds", title="Time", ylim=(0, None))
    for axes in (sure, time):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def write_report(journal: Path) -> Path:
    """Write ``report.html`` beside the journal and return its path. Raises InputError without a journal."""
    return write_page(read_run(journal))


def write_page(run: RecordedRun) -> Path:
    """Write ``report.html`` beside the journal: summary, picture, and every problem with its attempts. Returns its path."""
    import jinja2

    results = run.results
    picture = io.BytesIO()
    plot_results(results).savefig(picture, format="png", dpi=110)
    attempts: dict[str, list[Attempt]] = {}
    lost: dict[str, list[AttemptLost]] = {}
    for event in run.events:
        if isinstance(event, AttemptMade):
            attempts.setdefault(event.id, []).append(event.attempt)
        elif isinstance(event, AttemptLost):
            lost.setdefault(event.id, []).append(event)
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("kaggle_utils.report") / "page.jinja").read_text(encoding="utf-8")
    )
    rows = [
        row | {"gold": None if row["right"] is None or row["right"] != row["right"] else row["gold"]}
        for row in results.astype(object).where(results.notna(), None).to_dict("records")
    ]
    page = template.render(
        summary=describe_run(run),
        picture=base64.b64encode(picture.getvalue()).decode(),
        strategies=run.strategies,
        authors=_several_authors(run.events),
        repairs=count_repairs(run.events),
        outcomes=OUTCOMES,
        problems=rows,
        attempts=attempts,
        lost=lost,
        ballots={event.id: event for event in events_of(BallotClosed, run.events)},
        journal=run.journal,
        attribution=ATTRIBUTION,
    )
    path = run.journal.with_name("report.html")
    path.write_text(page, encoding="utf-8")
    return path


def _describe_tokens(tokens: int, events: Sequence[Event]) -> str:
    """The tokens of the problems that were answered; where several models wrote, those that each of them wrote in all."""
    authors = ", ".join(f"{author} {count}" for author, count in _several_authors(events).items())
    return f"{tokens} tokens" + (f" ({authors})" if authors else "")


def _several_authors(events: Sequence[Event]) -> dict[Author, int]:
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


def _describe_known(events: Sequence[Event]) -> list[str]:
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


def _describe_layers(events: Sequence[Event]) -> str:
    ready = last_of(RuntimeReady, events)
    if ready is None:
        return "never came up"
    missing = "; ".join(f"no {layer}: {reason}" for layer, reason in ready.sandbox_missing.items())
    return missing or f"all {len(ready.sandbox_layers)} layers"


def _describe_engine(events: Sequence[Event]) -> str:
    last = last_of(EngineChanged, events)
    if last is None:
        return "never came up"
    further = [f"; {each.author}: {each.engine}, {each.model}" for each in last.engine.further if each.is_up]
    return f"{last.engine.engine}, {last.engine.model}{''.join(further)}"


def _describe_preset(events: Sequence[Event]) -> str:
    presets = load_presets()
    started = last_of(RunStarted, events)
    name = started.settings.name if started else "unknown"
    return f"{name}: {presets[name]['use'] if name in presets else 'unknown here'}"
