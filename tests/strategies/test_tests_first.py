"""Tests-first: only a program that passes the small cases gives an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.strategies.tests_first import MAX_CASES, parse_cases
from tests.scripted import program
from tests.strategies.conftest import Try

CASES = "The statement gives f(1).\n1 1\n2 4\n3 9"
SQUARES = "def f(n):\n    return n * n\nprint(f(100))"
SQUARES_TOO = "def f(n):\n    return sum(2 * k + 1 for k in range(n))\nprint(f(100))"
CUBES = "def f(n):\n    return n ** 3\nprint(f(100))"


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        (CASES, {1: 1, 2: 4, 3: 9}),
        ("  0\t-5  \n", {0: -5}),
        ("1 1\r\n2 2", {1: 1, 2: 2}),
        ("n = 1: 1\n1. 1\n1 1 1\n1, 1\nf(1) = 1\n- 1 1\n1 1.0\n1 x\n1\n\n", {}),
        ("1 1\n2 3\n1 2", {2: 3}),
        ("1 1\n1 1", {1: 1}),
        ("100000 7\n3 " + "9" * 31, {}),
        ("१ १\n² ²", {}),
        ("", {}),
    ],
    ids=["with prose", "blanks and signs", "line ends", "other forms", "two values", "twice", "not small", "other digits", "nothing"],
)
def test_cases_are_lines_of_two_integers_and_nothing_else(text: str, cases: dict[int, int]) -> None:
    assert parse_cases(text) == cases


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    assert len(parse_cases(text)) <= MAX_CASES


@given(st.dictionaries(st.integers(0, 9999), st.integers(-(10**20), 10**20), max_size=MAX_CASES))
def test_cases_that_were_written_as_asked_are_all_read(cases: dict[int, int]) -> None:
    assert parse_cases("\n".join(f"{size} {value}" for size, value in cases.items())) == cases


async def test_a_program_that_passes_gives_its_answer(try_strategy: Try) -> None:
    made, engine = await try_strategy("tests-first", CASES, program(SQUARES))
    assert (made.strategy, made.answer, len(made.turns)) == ("tests-first", 10000, 2)
    assert "f(1) = 1, f(2) = 4, f(3) = 9" in engine.calls[1][-1].content


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (CUBES, "f(2) is 8, but by the known cases it is 4"),
        ("print(10000)", "f(n) fails at the known cases n = 1, 2, 3: NameError"),
        ("def f(n):\n    return f'{n}x'\nprint(10000)", "f(1) is '1x', not an integer"),
        ("def f(n):\n    return [1, 4][n - 1]\nprint(10000)", "IndexError"),
    ],
    ids=["contradicts", "no solve", "no integer", "fails at a case"],
)
async def test_a_program_that_fails_a_case_goes_back_with_the_reason(code: str, reason: str, try_strategy: Try) -> None:
    made, engine = await try_strategy("tests-first", CASES, program(code), program(SQUARES))
    assert made.answer == 10000
    assert reason in engine.calls[2][-1].content


async def test_a_program_that_fails_to_the_end_gives_no_answer(try_strategy: Try) -> None:
    made, _ = await try_strategy("tests-first", CASES, program(CUBES))
    assert (made.answer, len(made.turns)) == (None, 1 + 3)


async def test_a_wrong_case_falls_to_two_programs_that_agree(try_strategy: Try) -> None:
    made, _ = await try_strategy("tests-first", "1 1\n2 5", program(SQUARES), program(SQUARES_TOO))
    assert (made.answer, len(made.turns)) == (10000, 3)


async def test_without_cases_every_program_that_prints_an_integer_will_do(try_strategy: Try) -> None:
    made, engine = await try_strategy("tests-first", "I am sure of none.", program("print(7)"))
    assert made.answer == 7
    assert made.turns[0].diagnosis == 'no line "n f(n)" in the reply'
    assert "Small cases" not in engine.calls[1][-1].content


async def test_pairs_that_the_program_prints_itself_are_not_taken_for_its_cases(try_strategy: Try) -> None:
    made, _ = await try_strategy("tests-first", CASES, program("print(1, 77)\n" + SQUARES))
    assert made.answer == 10000


async def test_a_trace_is_held_against_the_cases(try_strategy: Try) -> None:
    printed = "print('target', 9)\nfor n in range(1, 10):\n    print(n, {f})"
    wrong, right = program(printed.format(f="n ** 3")), program(printed.format(f="n ** 2"))
    made, _ = await try_strategy("tests-first+trace", CASES, wrong, right)
    assert (made.answer, len(made.turns)) == (81, 3)
    assert "f(2) is 8" in (made.turns[1].diagnosis or "")
