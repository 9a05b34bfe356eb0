"""Next number: the general term is believed once it gives the known terms."""

from __future__ import annotations

import pytest

from tests.scripted import program
from tests.strategies.conftest import Try

STATEMENT = r"The sequence $1, 4, 9, 16, 25, \ldots$ goes on for ever. What is its 100th term?"
SQUARES = program("def term(k):\n    return k * k\nprint(term(100))")
SQUARES_TOO = program("def term(k):\n    return sum(2 * j + 1 for j in range(k))\nprint(term(100))")
SHIFTED = program("def term(k):\n    return (k + 1) ** 2\nprint(term(99))")
LATE = program("def term(k):\n    return k * k + (k - 1) * (k - 2) * (k - 3) * (k - 4)\nprint(term(100))")


async def test_the_next_number_is_asked_for_first_and_its_reasoning_goes_before_the_program(try_strategy: Try) -> None:
    made, engine = await try_strategy("next-number", r"The squares: \boxed{36}.", SQUARES, statement=STATEMENT)
    assert (made.answer, made.executed, len(made.turns)) == (10000, True, 2)
    asked, ordered = engine.calls[0][-1].content, engine.calls[1][-1].content
    assert "What is the next term" in asked
    assert "1, 4, 9, 16, 25, ..." in asked
    assert r"The squares: \boxed{36}." in ordered
    assert "term(k)" in ordered


@pytest.mark.parametrize(
    ("code", "reason"),
    [(LATE, "f(5) is 49, but by the known cases it is 25"), (SHIFTED, "f(1) is 4, but by the known cases it is 1")],
    ids=["last term", "off by one"],
)
async def test_the_first_term_that_differs_goes_back(code: str, reason: str, try_strategy: Try) -> None:
    made, engine = await try_strategy("next-number", r"\boxed{36}", code, SQUARES, statement=STATEMENT)
    assert made.answer == 10000
    assert reason in engine.calls[2][-1].content


async def test_stored_terms_are_no_general_term(try_strategy: Try) -> None:
    stored = program("def term(k):\n    known = [1, 4, 9, 16, 25]\n    return known[k - 1] if k <= 5 else k\nprint(term(100))")
    made, _ = await try_strategy("next-number", r"\boxed{36}", stored, SQUARES, statement=STATEMENT)
    assert (made.answer, len(made.turns)) == (10000, 3)
    assert "stored data" in (made.turns[1].diagnosis or "")


async def test_terms_of_the_statement_are_not_outvoted(try_strategy: Try) -> None:
    changed = STATEMENT.replace("25", "26")
    made, _ = await try_strategy("next-number", r"\boxed{36}", SQUARES, SQUARES_TOO, statement=changed)
    assert made.answer is None


async def test_without_a_sequence_the_model_lists_the_first_cases_itself(try_strategy: Try) -> None:
    made, engine = await try_strategy("next-number", "By hand:\n1, 4, 9, 16, ...", SHIFTED, SQUARES)
    assert (made.answer, len(made.turns)) == (10000, 3)
    assert "smallest sizes" in engine.calls[0][-1].content
    assert "1, 4, 9, 16, ..." in engine.calls[1][-1].content


async def test_the_models_own_terms_may_be_outvoted(try_strategy: Try) -> None:
    made, _ = await try_strategy("next-number", "1, 4, 9, 17, ...", SQUARES, SQUARES_TOO)
    assert made.answer == 10000


async def test_no_list_means_no_check(try_strategy: Try) -> None:
    made, _ = await try_strategy("next-number", "I cannot.", program("print(7)"))
    assert (made.answer, made.turns[0].diagnosis) == (7, "no list of terms in the reply")
