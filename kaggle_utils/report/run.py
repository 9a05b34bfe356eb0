"""A run as its journal holds it: its events, read once, and its results as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import Event, ProblemStarted
from kaggle_utils.report.counts import StrategyCounts, count_strategies, events_of
from kaggle_utils.report.problem_record import ProblemRecord, collect_problems

if TYPE_CHECKING:
    import pandas

COLUMNS = ["id", "problem", "answer", "gold", "right", "votes", "attempts", "repairs", "tokens", "seconds", "reason"]


@dataclass(frozen=True)
class RecordedRun:
    """A run's events, read once, and the numbers of the lines of its journal that hold none."""

    journal: Path
    events: tuple[Event, ...]
    unreadable: tuple[int, ...] = ()

    @cached_property
    def problems(self) -> list[ProblemRecord]:
        """The problems in the order of their arrival, with what became of them."""
        return collect_problems(self.events)

    @cached_property
    def results(self) -> pandas.DataFrame:
        """One row a problem; see ``read_results``."""
        return _tabulate(self.problems)

    @cached_property
    def strategies(self) -> list[StrategyCounts]:
        """The counts of each strategy: attempts, votes, right votes."""
        golds = {event.problem.id: event.problem.answer for event in events_of(ProblemStarted, self.events)}
        return count_strategies(self.events, golds)


def read_run(journal: Path) -> RecordedRun:
    """Read a journal. Raises InputError without one."""
    if not journal.is_file():
        raise InputError(f"{journal} does not exist: it is written by `solve` and by the notebook into their output folder")
    skipped: list[int] = []
    events = tuple(read_journal(journal, skipped=skipped))
    return RecordedRun(journal, events, tuple(skipped))


def read_results(journal: Path) -> pandas.DataFrame:
    """One row a problem, in the order solved.

    ``gold`` is the known answer, if any, ``votes`` the answer's share of the votes, ``repairs`` the number of programs that the model
    rewrote, ``reason`` why the answer is a fallback. Raises InputError without a journal.
    """
    return read_run(journal).results


def _tabulate(problems: Sequence[ProblemRecord]) -> pandas.DataFrame:
    import pandas

    rows = [
        {
            "id": record.problem.id,
            "problem": record.problem.statement,
            "answer": record.answer.value,
            "gold": record.problem.answer,
            "votes": record.answer.votes,
            "attempts": len(record.made),
            "repairs": sum(event.attempt.rewrites for event in record.made),
            "tokens": record.tokens,
            "seconds": record.answer.seconds,
            "reason": record.answer.reason,
        }
        for record in problems
        if record.answer is not None
    ]
    frame = pandas.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({"answer": "Int64", "gold": "Int64"})
    frame["right"] = (frame["answer"] == frame["gold"]).where(frame["gold"].notna()).astype("boolean")
    return frame
