"""What became of first programs that failed, by what mended them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.engines import Completion
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.repairs import FRESH, NOT_MENDED, as_markdown, count_repairs
from kaggle_utils.evaluation.run import Run
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn
from kaggle_utils.strategies.shared.attempt import Repair

RIGHT = 9


def turn(diagnosis: str | None = None, *fixes: Repair, tokens: int = 10) -> Turn:
    return Turn(Completion("text", 5, tokens, "stop"), "print(9)", None, diagnosis, repairs=fixes)


def attempt(answer: int | None, *turns: Turn) -> Attempt:
    return Attempt("program-of-thoughts", turns, answer)


def run_of(*problems: list[Attempt]) -> tuple[Run, list[EvaluationProblem]]:
    posed = [EvaluationProblem(Problem(f"p{n}", f"statement {n}", RIGHT), f"p{n}") for n in range(len(problems))]
    made = {digest_of(each.problem): dict(enumerate(attempts)) for each, attempts in zip(posed, problems, strict=True)}
    return Run(Path("run"), Settings.preset("cpu-demo"), made), posed


FIXED = turn(None, Repair("import_math", "fixed"))
PLAN = Turn(Completion("first this, then that", 5, 50, "stop"), None, None, None)


@pytest.mark.parametrize(
    ("made", "by", "right", "wrong", "without", "tokens"),
    [
        (attempt(RIGHT, FIXED), "fix import_math", 1, 0, 0, 0),
        (attempt(8, FIXED), "fix import_math", 0, 1, 0, 0),
        (attempt(RIGHT, turn("NameError"), turn(tokens=30)), "the model, round 1", 1, 0, 0, 30),
        (attempt(8, turn("NameError"), turn("TypeError", tokens=20), turn(tokens=30)), "the model, round 2", 0, 1, 0, 50),
        (attempt(None, turn("NameError"), turn("NameError", tokens=20)), NOT_MENDED, 0, 0, 1, 20),
        (attempt(RIGHT, PLAN, turn("NameError"), turn(tokens=30)), "the model, round 1", 1, 0, 0, 30),
        (attempt(RIGHT, turn("NameError"), turn(None, Repair("model", "fixed"), tokens=30)), "the model, round 1", 1, 0, 0, 30),
    ],
    ids=["a fix", "a fix, wrong", "the model", "the model's second", "nobody", "after a plan", "with the record of it"],
)
def test_an_attempt_that_failed_at_first_counts_once(made: Attempt, by: str, right: int, wrong: int, without: int, tokens: int) -> None:
    run, problems = run_of([made])
    (row,) = count_repairs({"arm": run}, problems)
    assert (row.by, row.right, row.wrong, row.without_answer, row.tokens) == (by, right, wrong, without, tokens)


def test_a_first_program_that_could_be_used_does_not_count() -> None:
    run, problems = run_of([attempt(8, turn())], [attempt(8, PLAN, turn())])
    assert count_repairs({"arm": run}, problems) == []


def test_a_failed_attempt_is_compared_with_the_first_programs_of_the_others() -> None:
    run, problems = run_of(
        [attempt(None, turn("NameError")), attempt(RIGHT, turn(tokens=40)), attempt(8, turn("TypeError"), turn(tokens=9))]
    )
    fresh = next(row for row in count_repairs({"arm": run}, problems) if row.by == FRESH)
    # Each of the two that failed is compared with the two others: one right and one failed, and one right and one failed.
    assert (fresh.right, fresh.wrong, fresh.without_answer, fresh.tokens) == (1.0, 0.0, 1.0, 50.0)


def test_the_table_names_fixes_first_and_fresh_attempts_last() -> None:
    run, problems = run_of(
        [attempt(RIGHT, turn("NameError"), turn()), attempt(RIGHT, FIXED), attempt(None, turn("NameError")), attempt(RIGHT, turn())]
    )
    lines = as_markdown(count_repairs({"arm": run}, problems)).splitlines()[2:]
    assert [line.split(" | ")[1] for line in lines] == ["fix import_math", "the model, round 1", NOT_MENDED, FRESH]
