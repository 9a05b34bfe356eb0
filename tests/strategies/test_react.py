"""ReAct's text protocol with a scripted model and a real session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.problem import Problem
from kaggle_utils.sequences import load_sequences
from kaggle_utils.strategies import find_strategy
from kaggle_utils.strategies.react import MAX_ACTIONS
from tests.scripted import CUT, ScriptedEngine, program, says
from tests.sequences.conftest import EXCERPT
from tests.strategies.conftest import MakeContext, Try

NAME = "react"
LOOK_UP = "Thought: which one?\nAction: LOOKUP 1, 3, 13, 63, 321, 1683, 8989, 48639"
DONE = "Thought: that is it.\n\n\\boxed{42}"


def act(action: str) -> str:
    return f"Thought: let me see.\nAction: {action}"


async def observed(try_strategy: Try, reply: str) -> str:
    _, engine = await try_strategy(NAME, reply, DONE)
    return engine.calls[1][-1].content


async def test_a_cell_is_run_and_its_output_is_the_observation(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, act("PYTHON\n" + program("print(6 * 7)")), DONE)
    assert engine.calls[1][-1].content.startswith(f"Observation: 42\n\nCode executions left: {MAX_ACTIONS - 1}.")
    assert (made.answer, made.executed) == (42, True)


async def test_variables_stay_and_stand_in_an_expression(try_strategy: Try) -> None:
    _, engine = await try_strategy(NAME, act("PYTHON\n" + program("height = 40")), act("MATH height + 2"), DONE)
    assert engine.calls[2][-1].content.startswith("Observation: 42\n")


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("MATH binomial(10, 3) % 7", "1"),
        ("MATH 10! / 8!", "90"),
        ("MATH 2^10", "1024"),
        ("MATH `gcd(84, 36)`", "12"),
        ("MATH\n" + program("Sum(k**2, (k, 1, 10))"), "385"),
        ("MATH\nsolve(x**2 - 4, x)", "[-2, 2]"),
        ("MATH Rational(1, 3) + Rational(1, 6)", "1/2"),
    ],
)
async def test_the_value_of_an_expression_is_the_observation(action: str, value: str, try_strategy: Try) -> None:
    assert (await observed(try_strategy, act(action))).startswith(f"Observation: {value}\n\n")


async def test_an_expression_that_cannot_be_read_is_an_error_in_one_line(try_strategy: Try) -> None:
    assert "SympifyError" in (await observed(try_strategy, act("MATH 3 +* 4"))).split("\n\n")[0]


async def test_a_look_up_without_known_sequences_says_so(try_strategy: Try) -> None:
    _, engine = await try_strategy("react", LOOK_UP, r"\boxed{42}")
    assert "No known sequences are given in this run." in engine.calls[1][-1].content


async def test_a_look_up_names_the_sequence_that_the_user_gave(make_context: MakeContext) -> None:
    engine = ScriptedEngine(says(LOOK_UP, r"\boxed{42}"))
    await find_strategy("react")(Problem("p", "How many?"), replace(make_context(engine), sequences=load_sequences(EXCERPT)))
    assert "A001850" in engine.calls[1][-1].content


async def test_a_look_up_without_terms_says_what_it_needs(try_strategy: Try) -> None:
    assert "LOOKUP needs integers" in await observed(try_strategy, act("LOOKUP the Catalan numbers"))


async def test_an_invented_observation_is_cut(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, act("MATH 40 + 2") + "\nObservation: 7\nThought: so\n\\boxed{7}", DONE)
    assert made.answer == 42
    assert "7" not in engine.calls[1][-2].content


@pytest.mark.parametrize("last", ["Thought: done.\nAnswer: 42", "**Final Answer:** 42", "So \\boxed{42}."])
async def test_an_answer_without_an_action_is_read_in_either_form(last: str, try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, act("MATH 6 * 7"), last)
    assert (made.answer, made.executed, made.turns[-1].diagnosis) == (42, True, None)


async def test_words_alone_do_not_count_as_executed(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, act("LOOKUP 1, 2, 3"), DONE)
    assert (made.answer, made.executed) == (42, False)


async def test_a_block_without_an_action_line_is_run(try_strategy: Try) -> None:
    assert (await observed(try_strategy, program("print(6 * 7)"))).startswith("Observation: 42\n")


async def test_a_reply_that_neither_acts_nor_answers_is_told_so(try_strategy: Try) -> None:
    assert (await observed(try_strategy, "Thought: hm.")).startswith('Your reply has neither a line that begins with "Action:"')


async def test_an_answer_in_half_a_reply_does_not_count(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, f"Thought: so.\nAnswer: 4{CUT}", DONE)
    assert made.answer == 42


async def test_the_number_of_actions_is_limited(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, *[act(f"MATH {number}") for number in range(MAX_ACTIONS)], "The answer is 9.")
    assert (made.answer, len(engine.calls)) == (9, MAX_ACTIONS + 1)
