"""The sequences of the benchmark, from a file that the user gives: JSON Lines, also compressed, one sequence a line.

Its keys are ``a`` (or ``id``), the number such as "A000045"; ``name``; ``offset``, such as "0,4", of which the first number counts;
``terms``, a list of integers; and, where the file has them, ``keyword`` ("nonn,core,easy") and ``group``, such as "classic_easy". Further
keys are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.draw import draw
from kaggle_utils.evaluation.json_lines import read_json_lines
from kaggle_utils.problem import Problem

UNGROUPED = "no group"


@dataclass(frozen=True)
class OeisSequence:
    """A sequence of the OEIS: ``terms`` are a(offset), a(offset + 1), ..."""

    id: str
    name: str
    offset: int
    terms: tuple[int, ...]
    group: str = UNGROUPED
    keywords: tuple[str, ...] = ()

    @property
    def problem(self) -> Problem:
        """What the model gets: the name and the offset."""
        return Problem(self.id, f"Name: {self.name}\nOffset: {self.offset}")

    def asked(self, count: int) -> range:
        """The n of the terms that are asked for: the first ``count``, or as many as are known."""
        return range(self.offset, self.offset + min(count, len(self.terms)))

    def first(self, count: int) -> tuple[int, ...]:
        """The terms that are asked for."""
        return self.terms[:count]

    def further(self, count: int) -> dict[int, int]:
        """The known terms after those that are asked for, by n."""
        return dict(enumerate(self.terms[count:], self.offset + count))


def read_sequences(path: Path) -> list[OeisSequence]:
    """The sequences of a file, in its order. Raises InputError that names the file, the line and what is wrong with it."""
    found: dict[str, OeisSequence] = {}
    for number, row in read_json_lines(path, "give a file of JSON Lines with --sequences"):
        where = f"{path}, line {number}"
        sequence = _read(row, where)
        if sequence.id in found:
            raise InputError(f"{where}: a line above has {sequence.id} too, and each sequence is measured once: remove one of them")
        found[sequence.id] = sequence
    if not found:
        raise InputError(f"{path} holds no sequence: give a file of JSON Lines with the keys a, name, offset and terms")
    return list(found.values())


def choose_sequences(sequences: Sequence[OeisSequence], sample: int | None = None, per_group: int | None = None) -> list[OeisSequence]:
    """A sample drawn by a hash of the ids, of all sequences or so many of each group; all of them where neither is said.

    The groups come in alphabetical order. Raises InputError for a number below 1.
    """
    for name, number in (("--sample", sample), ("--per-group", per_group)):
        if number is not None and number < 1:
            raise InputError(f"{name} is {number}: ask for at least 1 sequence")
    if per_group is not None:
        groups = sorted({sequence.group for sequence in sequences})
        return [each for group in groups for each in _draw([one for one in sequences if one.group == group], per_group)]
    return list(sequences) if sample is None else _draw(sequences, sample)


def _draw(sequences: Sequence[OeisSequence], count: int) -> list[OeisSequence]:
    return draw(sequences, count, lambda sequence: sequence.id)


def _read(row: Mapping[str, Any], where: str) -> OeisSequence:
    id_, name = row.get("a", row.get("id")), row.get("name")
    if not isinstance(id_, str) or not re.fullmatch(r"A\d{6,7}", id_):
        raise InputError(f"{where}: a is {id_!r}, and must be the number of a sequence of the OEIS, such as 'A000045'")
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"{where}: name is {name!r}, and must be the text that tells the model which sequence is meant")
    offset = re.fullmatch(r"(-?\d{1,18})(?:,\d+)?", str(row.get("offset")))
    if offset is None:
        raise InputError(f"{where}: offset is {row.get('offset')!r}, and must be the n of the first term, such as '0,4' or 1")
    terms = row.get("terms")
    if not isinstance(terms, list) or not terms or not all(type(term) is int for term in terms):
        raise InputError(f"{where}: terms of {id_} must be a list of integers, at least one")
    group, keywords = row.get("group", UNGROUPED), row.get("keyword", "")
    if not isinstance(group, str) or not isinstance(keywords, str):
        raise InputError(f"{where}: group and keyword of {id_} must be texts, such as 'classic_easy' and 'nonn,easy'")
    return OeisSequence(id_, name.strip(), int(offset[1]), tuple(terms), group, tuple(filter(None, keywords.split(","))))
