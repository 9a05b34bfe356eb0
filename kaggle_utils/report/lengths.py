"""Lengths of replies and attempts, by strategy, as transcripts and journals hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isinf
from pathlib import Path
from typing import Any

from kaggle_utils.budget.lengths import Length, quantile
from kaggle_utils.engines import Completion
from kaggle_utils.engines.transcript import read_transcript
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptLost, AttemptMade

SHARES = (0.5, 0.75, 0.9, 0.95, 0.99)
KINDS = ("first reply", "later replies", "whole attempt")
JOURNAL_NAME = "journal.jsonl"


@dataclass(frozen=True)
class LengthRow:
    """The lengths of one kind of one strategy, and how many replies the token limit and the deadline cut off."""

    strategy: str
    kind: str
    lengths: tuple[Length, ...]
    by_limit: int
    by_deadline: int

    def as_table(self) -> dict[str, Any]:
        """The row as JSON; a quantile that cannot be said is None."""
        found = {f"{share:.0%}": quantile(self.lengths, share) for share in SHARES}
        return {
            "strategy": self.strategy,
            "kind": self.kind,
            "count": len(self.lengths),
            "cut by max_tokens": self.by_limit,
            "cut by the deadline": self.by_deadline,
            **{name: None if isinf(value) else value for name, value in found.items()},
            "longest": max((length.tokens for length in self.lengths), default=0),
        }


def read_lengths(path: Path) -> list[LengthRow]:
    """The rows of a transcript, or of a journal by its name or that of its folder. Raises InputError for what is neither."""
    journal = path / JOURNAL_NAME if path.is_dir() else path
    if journal.name == JOURNAL_NAME:
        if not journal.is_file():
            raise InputError(f"{journal} does not exist: name a run's folder, its journal or a transcript")
        attempts = _of_journal(journal)
    else:
        attempts = _of_transcript(path)
    by_strategy: dict[str, list[tuple[Completion, ...]]] = {}
    for strategy, completions in attempts:
        by_strategy.setdefault(strategy, []).append(completions)
    return [row for strategy, made in by_strategy.items() for row in _rows(strategy, made)]


def describe_lengths(rows: list[LengthRow]) -> str:
    """The rows as a table."""
    tables = [row.as_table() for row in rows]
    if not tables:
        return "no reply was recorded"
    cells = [list(tables[0]), *[["?" if value is None else str(value) for value in table.values()] for table in tables]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(cell.ljust(width) if n < 2 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def _rows(strategy: str, attempts: list[tuple[Completion, ...]]) -> Iterator[LengthRow]:
    replies: Mapping[str, list[Completion]] = {
        KINDS[0]: [completion for made in attempts for completion in made[:1]],
        KINDS[1]: [completion for made in attempts for completion in made[1:]],
        KINDS[2]: [made[-1] for made in attempts if made],
    }
    for kind, completions in replies.items():
        lengths = [Length(completion.tokens, completion.finish != "stop") for completion in completions]
        if kind == KINDS[2]:
            totals = [sum(completion.tokens for completion in made) for made in attempts if made]
            lengths = [Length(total, last.finish == "deadline") for total, last in zip(totals, completions, strict=True)]
        if completions:
            finishes = [completion.finish for completion in completions]
            yield LengthRow(strategy, kind, tuple(lengths), finishes.count("length"), finishes.count("deadline"))


def _of_journal(path: Path) -> Iterator[tuple[str, tuple[Completion, ...]]]:
    for event in read_journal(path):
        match event:
            case AttemptMade(attempt=attempt):
                yield attempt.strategy, tuple(turn.completion for turn in attempt.all_turns)
            case AttemptLost(strategy=strategy, turns=turns):
                yield strategy, tuple(turn.completion for turn in turns)


def _of_transcript(path: Path) -> Iterator[tuple[str, tuple[Completion, ...]]]:
    attempts: dict[object, list[tuple[int, Completion]]] = {}
    strategies: dict[object, str] = {}
    for reply in read_transcript(path).replies:
        attempts.setdefault(reply.attempt, []).append((reply.turn, reply.completion))
        strategies[reply.attempt] = reply.strategy
    for key, turns in attempts.items():
        yield strategies[key], tuple(completion for _, completion in sorted(turns, key=lambda turn: turn[0]))
