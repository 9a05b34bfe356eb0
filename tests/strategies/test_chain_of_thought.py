"""Chain of thought: an answer in words, asked for twice at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.engines import Completion, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies.chain_of_thought import attempt
from tests.scripted import ScriptedEngine, says
from tests.strategies.conftest import MakeContext, Try


class CutOffEngine(ScriptedEngine):
    """Every reply ends at the token limit."""

    async def generate(self, messages: Sequence[Message], sampling: Sampling, *rest: Any) -> Completion:
        return replace(await super().generate(messages, sampling, *rest), finish="length")


async def test_the_answer_is_in_the_box_and_was_not_executed(try_strategy: Try) -> None:
    made, engine = await try_strategy("chain-of-thought", r"There are 3 times 4 of them, so \boxed{12}.")
    assert (made.answer, made.executed, len(made.turns), len(engine.calls)) == (12, False, 1, 1)


async def test_a_reply_without_an_answer_is_asked_once_more_for_it(try_strategy: Try) -> None:
    made, engine = await try_strategy("chain-of-thought", "It is the product of both.", r"\boxed{12}")
    assert (made.answer, [turn.diagnosis for turn in made.turns]) == (12, ["the reply states none.", None])
    assert [message.role for message in engine.calls[1]] == [*(message.role for message in engine.calls[0]), "assistant", "user"]
    assert engine.calls[1][-2].content == "It is the product of both."


async def test_it_is_not_asked_a_third_time(try_strategy: Try) -> None:
    made, engine = await try_strategy("chain-of-thought", "Hard to say.")
    assert (made.answer, len(made.turns), len(engine.calls)) == (None, 2, 2)


@pytest.mark.parametrize(("reply", "answer"), [("The first factor is 12", None), (r"So \boxed{12}. To check this, 3", 12)])
async def test_the_number_at_which_a_reply_is_cut_off_is_no_answer(reply: str, answer: int | None, make_context: MakeContext) -> None:
    made = await attempt(Problem("p", "How many?"), make_context(CutOffEngine(says(reply))))
    assert made.answer == answer
