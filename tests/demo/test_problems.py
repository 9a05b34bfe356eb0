from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from models.demo.training.families import FAMILIES, Value, is_held_out
from models.demo.training.problems import DRY_RUN_OUTPUT, MAX_ANSWER, OUTPUT, draw_problems, question_values, spread_evenly
from tests.demo.oracles import ORACLES

QuestionValues = dict[str, tuple[str, dict[str, Value], int | None]]


@pytest.fixture(scope="module")
def shipped() -> list[dict[str, str]]:
    with OUTPUT.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def questions() -> QuestionValues:
    return question_values()


def test_the_package_ships_at_least_two_hundred_problems(shipped: list[dict[str, str]]) -> None:
    assert len(shipped) >= 200


def test_no_two_problems_share_an_id_or_a_statement(shipped: list[dict[str, str]]) -> None:
    assert len({row["id"] for row in shipped}) == len({row["problem"] for row in shipped}) == len(shipped)


def test_every_family_has_problems(questions: QuestionValues) -> None:
    assert {name for name, _, _ in questions.values()} == set(FAMILIES)


def test_answers_are_in_the_competitions_range(shipped: list[dict[str, str]]) -> None:
    assert MAX_ANSWER == 99_999
    assert all(row["answer"].isdecimal() and 0 <= int(row["answer"]) <= 99_999 for row in shipped)


def test_every_answer_is_the_oracles(shipped: list[dict[str, str]], questions: QuestionValues) -> None:
    solved = {}
    for id_, (name, values, modulus) in questions.items():
        exact = ORACLES[name](**values)
        solved[id_] = exact if modulus is None else exact % modulus
    assert {row["id"]: int(row["answer"]) for row in shipped} == solved


def test_values_of_trained_families_are_held_out(questions: QuestionValues) -> None:
    trained = {id_: (FAMILIES[name], values) for id_, (name, values, _) in questions.items() if not FAMILIES[name].held_out}
    assert [id_ for id_, (family, values) in trained.items() if not is_held_out(family, values)] == []


def test_the_shipped_file_is_what_the_script_draws(shipped: list[dict[str, str]]) -> None:
    drawn = [{"id": id_, "problem": statement, "answer": str(answer)} for id_, statement, answer, _ in draw_problems()]
    assert shipped == drawn


@pytest.fixture(scope="module")
def dry_run() -> list[dict[str, str]]:
    with DRY_RUN_OUTPUT.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_dry_run_has_thirty_of_the_problems_in_their_order(shipped: list[dict[str, str]], dry_run: list[dict[str, str]]) -> None:
    assert len(dry_run) == 30
    assert [row for row in shipped if row in dry_run] == dry_run


def test_no_two_problems_of_a_dry_run_are_of_one_family(dry_run: list[dict[str, str]], questions: QuestionValues) -> None:
    assert len({questions[row["id"]][0] for row in dry_run}) == 30


def test_a_dry_run_skips_no_three_families_in_a_row(dry_run: list[dict[str, str]], questions: QuestionValues) -> None:
    families = list(FAMILIES)
    places = [-1, *(families.index(questions[row["id"]][0]) for row in dry_run), len(families)]
    assert max(after - before for before, after in pairwise(places)) <= 3


def test_the_dry_runs_file_is_what_the_script_chooses(shipped: list[dict[str, str]], dry_run: list[dict[str, str]]) -> None:
    assert dry_run == spread_evenly(shipped, 30)
