"""Attempts judged, and arms compared in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.engines import Author, Completion
from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.arm import BASELINE, Arm, find_arms, load_arms
from kaggle_utils.evaluation.outcome import Outcome, elected_outcome, outcome_of
from kaggle_utils.evaluation.problems import EvaluationProblem, load_families
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.table import HEADER, against_of, as_markdown, make_table, outcomes_of
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn, plan_attempts
from kaggle_utils.traces import Trace

SQUARES = EvaluationProblem(Problem("squares-1", "How many?", 900), "squares", size=30, trace=(1, 4, 9, 16), start=1)
MODULO = EvaluationProblem(Problem("squares-2", "How many?", 0), "squares", size=30, modulus=10, trace=(1, 4, 9, 16), start=1)
WORDS = EvaluationProblem(Problem("words-1", "How many apples?", 3), "words-1")
TURN = Turn(Completion("text", 5, 40, "stop"), "print(1)", None, None, "undefined name")


def attempt(answer: int | None, *terms: int, start: int = 1) -> Attempt:
    return Attempt("trace", (TURN, TURN), answer, Trace(start, terms, 30) if terms else None)


@pytest.mark.parametrize(
    ("problem", "made", "right", "readable", "right_trace"),
    [
        pytest.param(SQUARES, attempt(900, 1, 4, 9, 16, 25), True, True, True, id="right"),
        pytest.param(SQUARES, attempt(900), True, False, False, id="right without a trace"),
        pytest.param(SQUARES, attempt(7, 1, 4, 9, 15), False, True, False, id="a wrong term"),
        pytest.param(SQUARES, attempt(None, 1, 4, 9), False, True, True, id="a right trace that led to no answer"),
        pytest.param(SQUARES, attempt(900, 0, 1, 4, 9, start=0), True, True, True, id="from another start"),
        pytest.param(SQUARES, attempt(900, 1, 4), True, True, False, id="too few terms to judge by"),
        pytest.param(SQUARES, attempt(900, 25, 36, 49, start=5), True, True, False, id="no term that is known"),
        pytest.param(MODULO, attempt(0, 1, 4, 9, 6), True, True, True, id="residues"),
        pytest.param(WORDS, attempt(3), True, False, None, id="a problem without a trace"),
    ],
)
def test_an_attempt_is_judged_by_its_answer_and_by_its_trace(
    problem: EvaluationProblem, made: Attempt, right: bool, readable: bool, right_trace: bool | None
) -> None:
    outcome = outcome_of(problem, made)
    assert (outcome.is_right, outcome.is_readable, outcome.has_right_trace) == (right, readable, right_trace)
    assert (outcome.tokens, outcome.turns, outcome.modes) == (80, 2, ("undefined name", "undefined name"))


@pytest.mark.parametrize(
    ("made", "share"),
    [
        (attempt(900, 1, 4, 9, 16, 25), 1.0),
        (attempt(7, 1, 4, 8, 16), 0.5),  # what comes after an error does not count
        (attempt(7, 1, 4), 0.5),
        (attempt(900, 0, 1, 4, start=0), 0.5),
        (attempt(900, 9, 16, start=3), 0.5),  # of the terms from its own start on
        (attempt(900), 0.0),
    ],
)
def test_the_share_of_the_terms_before_the_first_error_is_of_all_that_are_known(made: Attempt, share: float) -> None:
    assert outcome_of(SQUARES, made).terms_right == share
    assert outcome_of(WORDS, made).terms_right is None
    assert elected_outcome(SQUARES, [attempt(None), made], Settings.preset("cpu-demo")).terms_right == share


def test_several_attempts_are_judged_by_their_vote() -> None:
    made = [attempt(900, 1, 4, 9, 16), attempt(900), attempt(7)]
    settings = Settings.preset("cpu-demo", voting="majority")
    outcome = elected_outcome(SQUARES, made, settings)
    assert (outcome.is_right, outcome.has_right_trace, outcome.tokens, outcome.strategy) == (True, True, 240, "3 trace")
    assert not elected_outcome(SQUARES, [attempt(7), attempt(7), attempt(900)], settings).is_right
    assert not elected_outcome(SQUARES, [attempt(None), attempt(None)], settings).has_answer


def test_problems_that_an_attempt_is_missing_at_have_no_outcome(make_settings: Callable[..., Settings]) -> None:
    run = Run(Path("run"), make_settings(strategies={"trace": 2}), {digest_of(SQUARES.problem): {0: attempt(900)}})
    assert outcomes_of(run, [SQUARES]) == {}
    both = Run(run.folder, run.settings, {digest_of(SQUARES.problem): {0: attempt(900), 1: attempt(900)}})
    assert list(outcomes_of(both, [SQUARES])) == ["squares-1"]


def outcomes(right: int, total: int) -> dict[str, Outcome]:
    return {f"p{n}": Outcome(f"p{n}", "trace", n < right, True, True, n < right, 100, 1, ()) for n in range(total)}


def problems(total: int) -> list[EvaluationProblem]:
    return [EvaluationProblem(Problem(f"p{n}", f"statement {n}", 1), f"p{n}") for n in range(total)]


def test_a_row_is_paired_with_the_arm_that_it_is_against() -> None:
    arms = {"old": outcomes(30, 60), "new": outcomes(50, 60), "same": outcomes(30, 60)}
    old, new, same = make_table(arms, problems(60), {"new": "old", "same": "old"})
    assert (old.judgement, old.right.count) == (None, 30)
    assert new.judgement is not None
    assert same.judgement is not None
    assert (new.against, new.judgement.comparison.difference > 30, str(new.judgement.conclusion)) == ("old", True, "better")
    assert same.judgement.comparison.difference == 0
    assert (new.tokens, new.tokens_a_right_answer) == (100, 120)


def test_only_problems_that_both_have_tried_are_compared() -> None:
    _, new = make_table({"old": outcomes(30, 40), "new": outcomes(30, 60)}, problems(60), {"new": "old"})
    assert new.judgement is not None
    assert (new.judgement.comparison.problems, new.right.total) == (40, 60)


def test_an_arm_that_was_not_run_has_no_row() -> None:
    assert [row.arm for row in make_table({"old": {}, "new": outcomes(1, 9)}, problems(9), {"new": "old"})] == ["new"]


def test_the_table_is_printed_with_a_cell_for_every_column() -> None:
    rows = make_table({"old": outcomes(0, 60), "new": outcomes(50, 60)}, problems(60), {"new": "old"})
    lines = as_markdown(rows).splitlines()
    assert [line.count("|") for line in lines] == [len(HEADER) + 1] * 4
    assert "none right" in lines[2]
    assert "50 of 60" in lines[3]


def test_tokens_of_several_models_are_told_by_model() -> None:
    by: dict[Author, int] = {"coder": 60, "planner": 40}
    both = {id_: replace(outcome, tokens_by_author=by) for id_, outcome in outcomes(30, 60).items()}
    (row,) = make_table({"both": both}, problems(60), {})
    assert row.tokens_by_author == by
    assert "| 100 (coder 60, planner 40) |" in as_markdown([row])


def test_an_attempt_knows_whose_its_tokens_are() -> None:
    planned = replace(TURN, completion=replace(TURN.completion, author="planner"))
    made = replace(attempt(900), turns=(planned, TURN))
    assert outcome_of(SQUARES, made).tokens_by_author == {"coder": 40, "planner": 40}
    assert elected_outcome(SQUARES, [made, made], Settings.preset("cpu-demo")).tokens_by_author == {"coder": 80, "planner": 80}


def test_a_judgement_beside_the_planned_attempts_leaves_an_outcome(make_settings: Callable[..., Settings]) -> None:
    made = {0: attempt(900), 1: attempt(7), 2: Attempt(JUDGEMENT, (), 900, executed=False)}
    run = Run(Path("run"), make_settings(strategies={"trace": 2}), {digest_of(SQUARES.problem): made})
    assert outcomes_of(run, [SQUARES])["squares-1"].is_right


@pytest.mark.parametrize("arm", load_arms().values(), ids=lambda arm: arm.name)
def test_every_arm_is_a_change_of_settings_that_can_be_run(arm: Arm) -> None:
    settings = Settings.preset("cpu-demo", **arm.changes)
    assert plan_attempts(settings.strategies)
    assert arm.against in load_arms()
    assert arm.use


def test_the_baseline_is_an_arm_and_comes_first() -> None:
    assert next(iter(load_arms())) == BASELINE
    assert against_of(find_arms([BASELINE, "trace-list"])) == {BASELINE: BASELINE, "trace-list": BASELINE}


def test_an_unknown_arm_is_named() -> None:
    with pytest.raises(InputError, match=r"no arm is called nonsense; there are: program-of-thoughts"):
        find_arms(["nonsense"])


def test_a_problem_of_ours_can_be_judged() -> None:
    problem = load_families("seen")[0]
    assert problem.trace is not None
    assert problem.start is not None
    made = Attempt("trace", (), problem.problem.answer, Trace(problem.start, problem.trace, 30))
    assert outcome_of(problem, made).has_right_trace
