"""Answers by whether another attempt's trace agrees with theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.evaluation.cross_check import cross_check
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace
from kaggle_utils.voting.trace_agreement import Relation, relation_of


def attempt(answer: int | None, *terms: int, start: int = 1) -> Attempt:
    return Attempt("trace", (), answer, Trace(start, terms, 30) if terms else None)


@pytest.mark.parametrize(
    ("one", "other", "modulus", "relation"),
    [
        (attempt(1, 1, 2, 4, 8), attempt(1, 1, 2, 4, 8, 16), None, Relation.AGREE),
        (attempt(1, 1, 2, 4, 8), attempt(1, 1, 2, 4, 7), None, Relation.DIFFER),
        (attempt(1, 1, 2, 4), attempt(1, 1, 2, 4), None, Relation.UNKNOWN),
        (attempt(1, 1, 2, 4, 8), attempt(1, 8, 16, 32, 64, start=4), None, Relation.UNKNOWN),
        (attempt(1, 1, 2, 4, 8), attempt(1), None, Relation.UNKNOWN),
        (attempt(1, 8, 16, 32, 64), attempt(1, 8, 6, 2, 4), 10, Relation.AGREE),
    ],
    ids=["the same", "another term", "too few", "hardly an overlap", "no trace", "exact and reduced"],
)
def test_two_traces_agree_differ_or_cannot_be_compared(one: Attempt, other: Attempt, modulus: int | None, relation: Relation) -> None:
    assert relation_of(one, other, modulus) == relation


def test_the_right_answers_of_both_are_counted_by_relation() -> None:
    problems = [EvaluationProblem(Problem(f"p{n}", f"statement {n}", 9), f"p{n}") for n in range(4)]
    mine = [attempt(9, 1, 2, 4, 8), attempt(9, 1, 2, 4, 8), attempt(5, 1, 2, 4, 8), attempt(9)]
    theirs = [attempt(9, 1, 2, 4, 8), attempt(5, 1, 2, 4, 8), attempt(9, 1, 2, 5, 8), attempt(9, 1, 2, 4, 8)]
    one, other = (
        Run(
            Path("run"),
            Settings.preset("cpu-demo"),
            {digest_of(each.problem): {0: attempted} for each, attempted in zip(problems, made, strict=True)},
        )
        for made in (mine, theirs)
    )
    found = {row.relation: (row.one.count, row.other.count, row.one.total) for row in cross_check(one, other, problems)}
    assert found == {Relation.AGREE: (2, 1, 2), Relation.DIFFER: (0, 1, 1), Relation.UNKNOWN: (1, 1, 1)}
