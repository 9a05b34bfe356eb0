"""Step-back: what the model says about the general question stands before the particular one."""

from __future__ import annotations

import pytest

from kaggle_utils.strategies.step_back import MAX_NOTE
from tests.scripted import program
from tests.strategies.conftest import Try

PRINCIPLE = "How are tilings counted? By a recurrence on the last column."


@pytest.mark.parametrize("name", ["step-back", "step-back+program-of-thoughts", "step-back+pal"])
async def test_the_principle_goes_before_the_program(name: str, try_strategy: Try) -> None:
    made, engine = await try_strategy(name, PRINCIPLE, program("print(42)"))
    assert (made.strategy, made.answer, len(made.turns)) == (name, 42, 2)
    assert PRINCIPLE not in engine.calls[0][-1].content
    assert PRINCIPLE in engine.calls[1][-1].content


@pytest.mark.parametrize("reply", ["", "```\n```", " \n"])
async def test_an_empty_reply_leaves_the_prompt_as_it_is(reply: str, try_strategy: Try) -> None:
    made, stepped = await try_strategy("step-back", reply, program("print(42)"))
    _, direct = await try_strategy("program-of-thoughts", program("print(42)"))
    assert stepped.calls[1] == direct.calls[0]
    assert made.turns[0].diagnosis == "the reply is empty"


async def test_a_long_reply_leaves_room_for_the_program(try_strategy: Try) -> None:
    _, stepped = await try_strategy("step-back", "principle " * 10_000, program("print(42)"))
    assert len(stepped.calls[1][-1].content) < MAX_NOTE + 1000
