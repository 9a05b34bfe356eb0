"""What a set of problems consists of: how many there are of each construct, by difficulty and by law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from kaggle_utils.evaluation.breakdown import UNTAGGED
from kaggle_utils.evaluation.families import Difficulty, Law
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.table import markdown_table

DIFFICULTIES, LAWS = get_args(Difficulty), get_args(Law)
ALL = "all"


@dataclass(frozen=True)
class Count:
    """How many problems of a construct there are, and how many of them have each difficulty and each law."""

    construct: str
    problems: int
    difficulties: Mapping[str, int]
    laws: Mapping[str, int]


def count_problems(problems: Sequence[EvaluationProblem]) -> list[Count]:
    """A count for each construct in alphabetical order, and one of all problems."""
    constructs = sorted({each.construct or UNTAGGED for each in problems})
    return [
        *[_count(name, [each for each in problems if (each.construct or UNTAGGED) == name]) for name in constructs],
        _count(ALL, problems),
    ]


def as_markdown(counts: Sequence[Count]) -> str:
    """A Markdown table with a row for each count. Difficulties and laws that a set does not say are left out of it."""
    header = ("construct", "problems", *DIFFICULTIES, *[f"law: {law}" for law in LAWS])
    rows = [
        (
            each.construct,
            str(each.problems),
            *[str(each.difficulties.get(name, 0)) for name in DIFFICULTIES],
            *[str(each.laws.get(name, 0)) for name in LAWS],
        )
        for each in counts
    ]
    return markdown_table(header, rows)


def _count(name: str, problems: Sequence[EvaluationProblem]) -> Count:
    return Count(
        name,
        len(problems),
        dict(Counter(each.difficulty for each in problems if each.difficulty)),
        dict(Counter(each.law for each in problems if each.law)),
    )
