"""Read the sequences that training data are made from.

Formats: those of ``kaggle_utils.sequences.read`` (the OEIS's ``stripped`` with its ``names``, and tables), and JSONL, which can also say
what the written rules look at: ``{"a": "A000045", "name": "Fibonacci numbers", "offset": "0,4", "terms": [0, 1], "keyword": "nonn,easy",
"formula": ["..."], "program_langs": ["maple"]}``. ``stripped`` has no index for the first term; there the terms are counted from 1.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.errors import InputError
from kaggle_utils.sequences import Entry, read_entries

FIRST = 1  # the index of the first term where a file does not give it
MAX_DIGITS = 1000  # of a term; Python reads 4,300 digits, and a statement can show fewer than a hundred


def read_sequences(path: Path) -> list[Sequence]:
    """The sequences of a file, those of one name once. Raises InputError for a file that cannot be read or holds none."""
    found = _read_rows(path) if ".jsonl" in path.suffixes else (_of_entry(entry) for entry in read_entries(path))
    sequences = {sequence.name: sequence for sequence in found}
    if not sequences:
        raise InputError(f"{path} holds not one sequence: give the path of a file of sequences, such as OEIS's stripped.gz")
    return list(sequences.values())


def _of_entry(entry: Entry) -> Sequence:
    name, title = entry.name.decode(), entry.title.decode(errors="replace")
    return Sequence(name, title, _read_offset(entry.offset.decode(), name), _read_terms(entry.terms.decode().split(",")))


def _read_rows(path: Path) -> Iterator[Sequence]:
    for number, row in read_json_lines(path):
        name, terms = row.get("a", row.get("id")), row.get("terms")
        if not isinstance(name, str) or not isinstance(terms, list) or not all(isinstance(term, int | str) for term in terms):
            raise InputError(f"{path}, line {number}: a sequence needs the keys a (its name) and terms (a list of integers)")
        formulas, languages, keywords = row.get("formula"), row.get("program_langs"), row.get("keyword")
        yield Sequence(
            name,
            str(row.get("name", "")).removeprefix(f"{name}: "),
            _read_offset(str(row.get("offset", "")), name),
            _read_terms([str(term) for term in terms]),
            None if keywords is None else tuple(str(keywords).split(",")),
            None if formulas is None else tuple(map(str, formulas)),
            None if languages is None else bool(languages),
        )


def read_json_lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file of JSON lines, compressed if it ends in .gz, with the numbers of their lines. Raises InputError."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                row = json.loads(line) if line.strip() else {}
                if not isinstance(row, dict):
                    raise InputError(f"{path}, line {number}, is not a JSON object: JSONL has one on each line")
                if row:
                    yield number, row
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}): give the path of a file") from None
    except (ValueError, EOFError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} is not JSONL ({error}): it has one JSON object on each line") from None


def _read_offset(text: str, name: str) -> int:
    """The index of the first term: the first of the OEIS's two offsets."""
    first = text.split(",")[0].strip()
    try:
        return int(first) if first else FIRST
    except ValueError:
        raise InputError(f"{name} has the offset {text!r}, and it must begin with an integer") from None


def _read_terms(texts: list[str]) -> tuple[int, ...]:
    """The terms up to the first one with too many digits."""
    longest = next((place for place, text in enumerate(texts) if len(text) > MAX_DIGITS), len(texts))
    return tuple(map(int, texts[:longest]))
