"""What must not get into training data: the sequences and the problems that models are measured on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.codeseq.read import read_json_lines, read_sequences
from kaggle_utils.codeseq.shifts import ShiftIndex
from kaggle_utils.codeseq.word_runs import WordRunIndex
from kaggle_utils.errors import InputError

# The names under which HumanEval, MBPP, GSM8K, MATH, AMC and Kaggle's files publish their statements.
STATEMENTS = ("problem", "question", "statement", "prompt", "text")


@dataclass(frozen=True)
class BenchmarkItem:
    """A sequence or a problem of a benchmark: its name, its text and its terms, as far as it has them."""

    name: str
    text: str = ""
    terms: tuple[int, ...] = ()


class Benchmarks:
    """Finds what a sequence or a text has in common with any benchmark."""

    def __init__(self, items: Iterable[BenchmarkItem]) -> None:
        self._names: set[str] = set()
        self._terms = ShiftIndex()
        self._texts = WordRunIndex()
        for item in items:
            if item.terms:
                self._names.add(item.name)
                self._terms.add(item.name, item.terms)
            self._texts.add(item.name, item.text)

    def find_sequence(self, name: str, terms: Sequence[int]) -> str | None:
        """The benchmark's sequence of this name, or with equal terms under a shift; None if there is none."""
        return name if name in self._names else self._terms.find(terms)

    def find_text(self, texts: Iterable[str]) -> tuple[str, str] | None:
        """The benchmark's problem that has a run of words in common with any of the texts, and the run; None if there is none."""
        return self._texts.find(texts)


def read_benchmark(path: Path) -> list[BenchmarkItem]:
    """The items of a file: sequences as ``read_sequences`` reads them, or problems as CSV or JSONL. Raises InputError."""
    if path.suffix == ".csv":
        items = list(_read_csv(path))
    elif ".jsonl" in path.suffixes:
        items = list(_read_json_lines(path))
    else:
        items = [BenchmarkItem(sequence.name, terms=sequence.terms) for sequence in read_sequences(path)]
    if not items:
        raise InputError(f"{path} holds neither sequences nor problems: give a benchmark's file, or leave it out of benchmarks")
    return items


def _read_csv(path: Path) -> Iterator[BenchmarkItem]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                text = next((row[key] for key in STATEMENTS if row.get(key)), None)
                if text is None:
                    raise InputError(f"{path}, row {number}, has none of the columns {', '.join(STATEMENTS)}: it is not a file of problems")
                yield BenchmarkItem(f"{path.name}, row {number}", text)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give the path of a benchmark's file") from None


def _read_json_lines(path: Path) -> Iterator[BenchmarkItem]:
    is_of_sequences: bool | None = None
    for number, row in read_json_lines(path):
        is_of_sequences = "terms" in row if is_of_sequences is None else is_of_sequences
        if is_of_sequences:
            break
        text = next((row[key] for key in STATEMENTS if isinstance(row.get(key), str)), None)
        if text is None:
            raise InputError(f"{path}, line {number}, has none of the keys terms, {', '.join(STATEMENTS)}: it is not a benchmark's file")
        yield BenchmarkItem(f"{path.name}, line {number}", text)
    if is_of_sequences:
        yield from (BenchmarkItem(sequence.name, terms=sequence.terms) for sequence in read_sequences(path))
