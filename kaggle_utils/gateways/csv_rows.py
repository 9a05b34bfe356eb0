"""Rows of a CSV file that all have the header's number of fields. Nothing is shifted, dropped or filled up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.errors import InputError

SEPARATORS = ",;\t"  # the comma, what Excel writes where the comma is the decimal sign, and tab-separated values
QUOTING = 'a field that holds separators, quotes or line breaks stands in double quotes, with "" for each quote inside'


@dataclass(frozen=True)
class Row:
    """The fields of a row, and the line of the file on which it begins."""

    line: int
    fields: tuple[str, ...]


def parse_rows(text: str, path: Path, wanted: AbstractSet[str]) -> tuple[Row, ...]:
    """The header and the rows below it, without empty ones. A separator other than the comma is read if ``wanted`` names stand between it.

    Raises InputError that names the file, the line and the count for a row of more or fewer fields than the header, and for quotes that are
    not CSV's.
    """
    separator = next((sign for sign in SEPARATORS if wanted & {name.strip().lower() for name in _first_line(text).split(sign)}), ",")
    rows = [row for row in _parse(text, path, separator) if any(map(str.strip, row.fields))]
    if not rows:
        raise InputError(f"{path} is empty: it needs a header id,problem[,answer] and a row a problem")
    width = len(rows[0].fields)
    for row in rows:
        if len(row.fields) != width:
            count = f"{len(row.fields)} field{'s' if len(row.fields) != 1 else ''}"
            raise InputError(f"{path}, line {row.line}: {count}, and the header has {width}: {QUOTING}")
    return tuple(rows)


def _first_line(text: str) -> str:
    return next((line.replace('"', "") for line in text.split("\n") if line.strip()), "")


def _parse(text: str, path: Path, separator: str) -> Iterator[Row]:
    begin = 1
    # A space after a separator is none of the field's, so that quotes behind it are quotes.
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True, skipinitialspace=True)
    with _any_length(len(text)):
        try:
            for fields in reader:
                yield Row(begin, tuple(fields))
                begin = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{path} cannot be read as CSV: the row that begins in line {begin}: {error}; {QUOTING}") from None


@contextmanager
def _any_length(length: int) -> Iterator[None]:
    """Lift the csv module's limit of 131,072 characters a field, which is a global: how long a statement may be is said elsewhere."""
    before = csv.field_size_limit(max(length, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(before)
