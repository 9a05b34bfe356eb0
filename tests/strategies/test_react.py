"""ReAct with a scripted model and a real session."""

from __future__ import annotations

from dataclasses import replace

from kaggle_utils.problem import Problem
from kaggle_utils.sequences import load_sequences
from kaggle_utils.strategies import find_strategy
from kaggle_utils.strategies.react import MAX_ACTIONS
from tests.scripted import ScriptedEngine, program, says
from tests.sequences.conftest import EXCERPT
from tests.strategies.conftest import MakeContext, Try

LOOK_UP = "Thought: which one?\nAction: LOOKUP 1, 3, 13, 63, 321, 1683, 8989, 48639"


async def test_the_value_of_an_expression_is_the_observation(try_strategy: Try) -> None:
    made, engine = await try_strategy("react", "Thought: choose.\nAction: MATH binomial(8, 3) % 14", r"\boxed{0}")
    assert engine.calls[1][-1].content.startswith("Observation: 0")
    assert (made.answer, made.executed) == (0, True)


async def test_variables_of_cells_stand_in_later_expressions(try_strategy: Try) -> None:
    made, engine = await try_strategy("react", f"Action: PYTHON\n{program('total = 40')}", "Action: MATH total + 2", r"\boxed{42}")
    assert engine.calls[2][-1].content.startswith("Observation: 42")
    assert made.answer == 42


async def test_an_expression_that_cannot_be_read_is_said(try_strategy: Try) -> None:
    _, engine = await try_strategy("react", "Action: MATH binomial(8,", r"\boxed{42}")
    assert "Error" in engine.calls[1][-1].content.splitlines()[0]


async def test_an_answer_in_words_alone_counts_as_not_executed(try_strategy: Try) -> None:
    made, _ = await try_strategy("react", "Thought: plain.\nAnswer: 42")
    assert (made.answer, made.executed, len(made.turns)) == (42, False, 1)


async def test_a_look_up_without_known_sequences_says_so(try_strategy: Try) -> None:
    _, engine = await try_strategy("react", LOOK_UP, r"\boxed{42}")
    assert "No known sequences are given in this run." in engine.calls[1][-1].content


async def test_a_look_up_names_the_sequence_that_the_user_gave(make_context: MakeContext) -> None:
    engine = ScriptedEngine(says(LOOK_UP, r"\boxed{42}"))
    await find_strategy("react")(Problem("p", "How many?"), replace(make_context(engine), sequences=load_sequences(EXCERPT)))
    assert "A001850" in engine.calls[1][-1].content


async def test_a_look_up_without_terms_is_told_how(try_strategy: Try) -> None:
    _, engine = await try_strategy("react", "Action: LOOKUP the Fibonacci numbers", r"\boxed{42}")
    assert "LOOKUP needs integers" in engine.calls[1][-1].content


async def test_the_number_of_actions_is_limited(try_strategy: Try) -> None:
    made, engine = await try_strategy("react", *[f"Action: MATH {index}" for index in range(MAX_ACTIONS)], r"\boxed{9}")
    assert (made.answer, len(engine.calls)) == (9, MAX_ACTIONS + 1)
