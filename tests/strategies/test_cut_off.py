"""Every strategy has an answer to a reply that the token limit cut off."""

from __future__ import annotations

import pytest

from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, find_mode
from kaggle_utils.strategies import STRATEGIES, tree_of_thoughts
from kaggle_utils.strategies.tree_of_thoughts import BREADTH
from tests.scripted import CUT, ScriptedEngine, program
from tests.strategies.conftest import Try

TORN = f"```python\nx = 40\ny = x +{CUT}"
THINKING = f"Let us think about it, there are{CUT}"
# What comes before a strategy asks for a program.
BEFORE = {
    "step-back": ["The principle."],
    "plan": ["1. Count."],
    "tests-first": ["1 1"],
    "next-number": ["1, 4, 9, 16, 25, ..."],
    "dag-of-thoughts": ["a <- none: it"],
}
ASKS_FOR_PROGRAMS = [name for name in STRATEGIES if name != "chain-of-thought"]


@pytest.mark.parametrize("name", ASKS_FOR_PROGRAMS)
async def test_every_strategy_goes_on_with_half_a_program(name: str, try_strategy: Try) -> None:
    made, engine = await try_strategy(name, *replies(name, TORN), program("y = x + 2\nprint(y)"), r"\boxed{42}")
    turn = next(turn for turn in made.all_turns if turn.completion.finish == "length")
    assert (turn.mode, turn.execution) == (CUT_INSIDE, None)
    assert asked_after(engine, "in the middle of the program")
    assert any(turn.code == "x = 40\ny = x + 2\nprint(y)\n" for turn in made.all_turns)


@pytest.mark.parametrize("name", STRATEGIES)
async def test_every_strategy_asks_for_less_after_half_a_reply(name: str, try_strategy: Try) -> None:
    made, engine = await try_strategy(name, *replies(name, THINKING), program("print(42)"), r"\boxed{42}")
    turn = next(turn for turn in made.all_turns if turn.completion.finish == "length")
    assert (turn.mode, turn.code) == (CUT_BEFORE, None)
    assert turn.diagnosis
    assert asked_after(engine, "cut off")


def replies(name: str, cut: str) -> list[str]:
    """What the model says up to the reply that was cut off; where several are asked for together, all were, and are judged alike."""
    if name == tree_of_thoughts.NAME:
        return [*[cut] * BREADTH, *["likely"] * BREADTH]
    return [*BEFORE.get(name, []), cut]


def asked_after(engine: ScriptedEngine, words: str) -> bool:
    """Whether a later question speaks of it."""
    return any(words in call[-1].content for call in engine.calls[1:])


async def test_half_a_list_of_cases_is_used_up_to_its_last_whole_line(try_strategy: Try) -> None:
    _, engine = await try_strategy("tests-first", f"1 1\n2 2\n3 1{CUT}", program("def f(n): return n\nprint(f(5))"))
    assert "f(1) = 1, f(2) = 2." in engine.calls[1][-1].content


async def test_the_last_number_of_half_an_answer_is_not_the_answer(try_strategy: Try) -> None:
    made, _ = await try_strategy("tool-integrated", *[program(f"print({index})") for index in range(4)], f"The answer is 4{CUT}")
    assert made.answer is None


async def test_half_a_plan_is_not_followed(try_strategy: Try) -> None:
    plan = "a <- none: the first\nb <- a: the sec"
    _, engine = await try_strategy("dag-of-thoughts", plan + CUT, "a <- none: it", program("a = 42\nprint(a)"))
    assert "This plan cannot be used: it was cut off after" in engine.calls[1][-1].content


async def test_half_a_value_of_a_call_is_not_a_value(try_strategy: Try) -> None:
    made, _ = await try_strategy("chain-of-code", program("print(tally(3))"), f"12{CUT}", program("print(7)"))
    assert made.turns[0].diagnosis == "tally(3) is not defined, and the reply with its value was cut off"
    assert (made.answer, made.simulated) == (7, ())


def test_the_hints_ask_for_short_programs() -> None:
    assert all("short" in find_mode(mode).hint for mode in (CUT_BEFORE, CUT_INSIDE))
