"""Training rows for a real model: what they ask is what their programs do, by enumeration, and no benchmark is in them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.evaluation.problems import load_families
from models.demo.training.families import FAMILIES
from models.demo.training.rows import make_rows
from tests.demo.oracles import ORACLES

SMALL = 9  # sizes that every oracle enumerates at once


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return make_rows(functions=90, programs=45)


def code_of(row: Mapping[str, Any]) -> str:
    code = extract_code(row["messages"][-1]["content"])
    assert code is not None
    return code


def function_of(row: Mapping[str, Any]) -> Callable[[int], int]:
    names: dict[str, Any] = {}
    exec(code_of(row), names)
    function: Callable[[int], int] = names["f"]
    return function


def test_there_are_as_many_rows_as_asked_for_and_no_statement_twice(rows: list[dict[str, Any]]) -> None:
    asked = [row["messages"][-2]["content"] for row in rows]
    assert [sum(row["id"].startswith(f"demo-{kind}") for row in rows) for kind in ("function", "program")] == [90, 45]
    assert len(set(asked)) == len(asked)


def test_a_function_of_n_alone_has_the_values_that_enumeration_finds(rows: list[dict[str, Any]]) -> None:
    for row in rows[:90]:
        family, function = FAMILIES[row["family"]], function_of(row)
        for size in range(max(1, family.start), SMALL):
            assert function(size) == ORACLES[family.name](**{**row["values"], family.size: size}), (row["id"], size)


def test_the_comment_says_what_the_function_returns(rows: list[dict[str, Any]]) -> None:
    for row in rows[:90]:
        function = function_of(row)
        assert f"# by hand: f(1) = {function(1)}, f(2) = {function(2)}\n" in code_of(row)


def test_the_prompt_names_no_other_number_as_the_size(rows: list[dict[str, Any]]) -> None:
    for row in rows[:90]:
        asked = row["messages"][-2]["content"]
        if "with the number" in asked:
            size = row["values"][FAMILIES[row["family"]].size]
            assert f"with the number {size} replaced by n" in asked


def test_a_program_prints_the_answer_of_its_problem(rows: list[dict[str, Any]]) -> None:
    small = [row for row in rows[90:] if row["values"][FAMILIES[row["family"]].size] < SMALL]
    assert small
    for row in small:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code_of(row), {})
        truth = ORACLES[row["family"]](**row["values"])
        assert int(printed.getvalue()) == (truth if row["modulus"] is None else truth % row["modulus"]), row["id"]


def test_no_row_has_the_terms_of_an_unseen_family(rows: list[dict[str, Any]]) -> None:
    unseen = {each.trace[:SMALL] for each in load_families("unseen") if each.trace and each.start == 1}
    for row in rows[:90]:
        function = function_of(row)
        assert tuple(function(size) for size in range(1, SMALL + 1)) not in unseen, row["id"]


def test_the_same_seed_gives_the_same_rows() -> None:
    assert make_rows(5, 5, seed=3) == make_rows(5, 5, seed=3) != make_rows(5, 5, seed=4)
