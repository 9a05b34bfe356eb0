"""How long the programs of a run are, by strategy and by whether they gave the right answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.history import read_history
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt

JOURNAL_NAME = "journal.jsonl"
ALL, RIGHT, WRONG = "all", "right", "wrong"


@dataclass(frozen=True)
class CodeLengthRow:
    """The last programs of a strategy's attempts, all of them or those whose answer is right or is wrong.

    ``median``, ``long`` (90 % are no longer) and ``longest`` are in lines of code, without blank lines and comments; ``characters`` is the
    median number of characters.
    """

    strategy: str
    outcome: str
    programs: int
    median: float
    long: float
    longest: int
    characters: float


def code_lengths(attempts: Iterable[tuple[Problem, Attempt]]) -> list[CodeLengthRow]:
    """The rows of attempts: all, right and wrong of each strategy. Attempts without a program are left out.

    Right and wrong are said only of problems whose answer is known; an attempt without an answer is wrong there.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for problem, attempt in attempts:
        if attempt.program is not None:
            found.setdefault((attempt.strategy, ALL), []).append(attempt.program)
            if problem.answer is not None:
                outcome = RIGHT if attempt.answer == problem.answer else WRONG
                found.setdefault((attempt.strategy, outcome), []).append(attempt.program)
    order = {outcome: place for place, outcome in enumerate((ALL, RIGHT, WRONG))}
    first = {strategy: place for place, (strategy, _) in reversed(list(enumerate(found)))}
    return [_row(*key, found[key]) for key in sorted(found, key=lambda key: (first[key[0]], order[key[1]]))]


def lines_of_code(program: str) -> int:
    """The lines that hold something else than a comment; a docstring counts."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in program.splitlines())


def read_code_lengths(path: Path) -> list[CodeLengthRow]:
    """The rows of a run, by its folder or its journal. Raises InputError for what is neither."""
    journal = path / JOURNAL_NAME if path.is_dir() else path
    if not journal.is_file() or journal.name != JOURNAL_NAME:
        raise InputError(f"{path} holds no {JOURNAL_NAME}: name a run's folder or its journal, which has the programs")
    rounds = read_history(read_journal(journal)).rounds
    return code_lengths((round_.problem, attempt) for round_ in rounds.values() for attempt in round_.attempts.values())


def describe_code_lengths(rows: Iterable[CodeLengthRow]) -> str:
    """The rows as a Markdown table."""
    return "\n".join(_table(rows))


def _row(strategy: str, outcome: str, programs: list[str]) -> CodeLengthRow:
    lines, characters = [lines_of_code(program) for program in programs], [len(program) for program in programs]
    return CodeLengthRow(strategy, outcome, len(programs), _share(lines, 5), _share(lines, 9), max(lines), _share(characters, 5))


def _share(values: list[int], tenths: int) -> float:
    """The value below which so many tenths lie, between two values by interpolation."""
    return float(values[0] if len(values) == 1 else quantiles(values, n=10, method="inclusive")[tenths - 1])


def _table(rows: Iterable[CodeLengthRow]) -> Iterator[str]:
    yield "| strategy | attempts | programs | lines, median | 90 % | longest | characters, median |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        yield f"| {row.strategy} | {row.outcome} | {row.programs} | {row.median:g} | {row.long:g} | {row.longest} | {row.characters:g} |"
