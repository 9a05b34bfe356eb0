"""Values that the statement itself gives: a program that contradicts one is sent back with it, whatever the strategy."""

from __future__ import annotations

import pytest

from kaggle_utils.settings.prompt_options import OutputFormat, PromptOptions
from tests.scripted import program
from tests.strategies.conftest import Try

QUESTION = "In how many ways can a board of 2 rows and n = 60 columns be tiled by dominoes?"
DOMINOES = f"{QUESTION} For n = 3 there are 3 ways, for n = 4 there are 5."
ANSWER = 2504730781961
RIGHT = "def f(n):\n    a, b = 1, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n"
WRONG = "def f(n):\n    return 2 ** (n - 1)\n"  # right for n = 1 and n = 2
SAYS = "the statement says f(3) = 3, and yours gives 4; the statement says f(4) = 5, and yours gives 8"
LINES = "print('target', 60)\nfor n in range(1, 31):\n    print(n, f(n))\n"


@pytest.mark.parametrize(
    ("strategy", "end", "form"),
    [
        ("program-of-thoughts", "print(f(60))", "lines"),
        ("pal", "def solution():\n    return f(60)\n", "lines"),
        ("trace", LINES, "lines"),
        ("trace", "", "function"),
    ],
    ids=["a direct program", "PAL", "a trace", "a function"],
)
async def test_a_program_that_contradicts_the_statement_is_sent_back_with_the_values(
    try_strategy: Try, strategy: str, end: str, form: OutputFormat
) -> None:
    options = {"statement": DOMINOES, "prompting": PromptOptions(output_format=form)}
    made, engine = await try_strategy(strategy, program(WRONG + end), program(RIGHT + end), **options)
    assert SAYS in (made.turns[0].diagnosis or "")
    assert made.turns[0].mode == "contradicts the statement"
    assert SAYS in engine.calls[1][-1].content
    assert made.answer == ANSWER


async def test_a_direct_program_is_told_what_f_is(try_strategy: Try) -> None:
    made, _ = await try_strategy("program-of-thoughts", program(WRONG + "print(f(60))"), statement=DOMINOES, repair_rounds=0)
    assert "f(n) being the answer with 60 replaced by n" in (made.turns[0].diagnosis or "")
    assert made.answer is None


async def test_a_program_that_is_right_at_the_given_sizes_is_run_for_nothing_more_of_the_model(try_strategy: Try) -> None:
    made, engine = await try_strategy("program-of-thoughts", program(RIGHT + "print(f(60))"), statement=DOMINOES)
    assert (made.answer, len(engine.calls)) == (ANSWER, 1)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("a, b = 1, 1\nfor _ in range(2 * 30):\n    a, b = b, a + b\nprint(a)", id="without its size"),
        pytest.param(RIGHT + "print(f(60) if 60 > 50 else 1 // 0)", id="failing at small sizes"),
        pytest.param(RIGHT + "print(f(60) if 60 > 50 else 'too small')", id="printing words at small sizes"),
    ],
)
async def test_a_direct_program_that_cannot_be_run_at_a_given_size_counts(try_strategy: Try, code: str) -> None:
    made, engine = await try_strategy("program-of-thoughts", program(code), statement=DOMINOES)
    assert (made.answer, len(engine.calls)) == (ANSWER, 1)


async def test_small_cases_of_the_statement_replace_those_that_the_model_made_up(try_strategy: Try) -> None:
    solve = RIGHT + "print(f(60))"
    replies = ("3 4\n2 2", program(solve))
    made, _ = await try_strategy("tests-first", *replies, statement=DOMINOES, repair_rounds=0)
    assert made.answer == ANSWER


async def test_tests_first_checks_the_values_of_the_statement(try_strategy: Try) -> None:
    wrong = WRONG + "print(f(60))"
    made, _ = await try_strategy("tests-first", "none that I am sure of", program(wrong), statement=DOMINOES, repair_rounds=0)
    assert "f(3) is 4, but by the known cases it is 3" in (made.turns[1].diagnosis or "")
