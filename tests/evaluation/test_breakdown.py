"""Right answers by the kind of problem."""

from __future__ import annotations

from dataclasses import replace

from kaggle_utils.evaluation.breakdown import UNTAGGED, as_markdown, break_down
from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.problem import Problem

LADDER = EvaluationProblem(Problem("ladder-1", "How many?", 1), "ladder", construct="graph", difficulty="hard", law="linear")
RING = EvaluationProblem(Problem("ring-1", "How many?", 1), "ring", construct="graph", difficulty="easy", law="linear")
COINS = EvaluationProblem(Problem("coins-1", "How many?", 1), "coins", construct="dynamic programming", difficulty="easy", law=None)
PROBLEMS = (LADDER, RING, COINS)


def outcome(problem: EvaluationProblem, is_right: bool, has_right_trace: bool | None = True) -> Outcome:
    return Outcome(problem.problem.id, "trace", is_right, True, True, has_right_trace, 10, 1, ())


ARMS = {
    "trace": {each.problem.id: outcome(each, each is not RING) for each in PROBLEMS},
    "program-of-thoughts": {LADDER.problem.id: outcome(LADDER, False, has_right_trace=None)},
}


def test_each_kind_has_the_figures_of_every_arm_that_tried_it() -> None:
    found = [(part.kind, part.arm, part.right.count, part.right.total) for part in break_down(ARMS, PROBLEMS, "construct")]
    assert found == [("dynamic programming", "trace", 1, 1), ("graph", "trace", 1, 2), ("graph", "program-of-thoughts", 0, 1)]


def test_problems_without_the_tag_are_a_kind_of_their_own() -> None:
    assert [part.kind for part in break_down(ARMS, [replace(COINS, construct=None)], "construct")] == [UNTAGGED]


def test_right_traces_are_counted_only_where_the_truth_is_known() -> None:
    assert [part.right_trace is None for part in break_down(ARMS, [LADDER], "law")] == [False, True]


def test_the_table_has_a_row_for_each_kind_and_columns_for_each_arm() -> None:
    lines = as_markdown(break_down(ARMS, PROBLEMS, "difficulty"), "difficulty").splitlines()
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert header == ["difficulty", "trace: right", "program-of-thoughts: right", "trace: right trace", "program-of-thoughts: right trace"]
    assert rows == [["easy", "1 of 2", "", "2", ""], ["hard", "1 of 1", "0 of 1", "1", ""]]
