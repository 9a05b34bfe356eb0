"""Each example, replied by a model word for word, is an attempt that its strategy accepts, in a real sandbox."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.answers import extract_answer
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.prompts.example import Example, load_examples
from kaggle_utils.strategies import react, tool_integrated
from kaggle_utils.strategies.program_of_thoughts import PROMPTS
from kaggle_utils.strategies.tests_first import parse_cases
from tests.strategies.conftest import Try

STRATEGIES = {prompt: name for name, prompt in PROMPTS.items()} | {
    "chain_of_thought": "chain-of-thought",
    "pal": "pal",
    "tool_integrated": "tool-integrated",
    "react": "react",
}
ANSWERED = [(example, STRATEGIES[example.strategies[0]]) for example in load_examples() if example.strategies[0] in STRATEGIES]
DIALOGUES = [(example, name) for example, name in ANSWERED if example.steps]
CASES = [example for example in load_examples() if "tests_first_cases" in example.strategies]


def said(messages: Sequence[Message], role: str) -> list[str]:
    return [message.content for message in messages if message.role == role]


@pytest.mark.parametrize(("example", "name"), ANSWERED, ids=[f"{name}-{example.name}" for example, name in ANSWERED])
async def test_the_strategy_reads_the_answer_of_its_example(example: Example, name: str, try_strategy: Try) -> None:
    replies = said(example.turns(example.strategies[0]), "assistant")
    made, _ = await try_strategy(name, *replies, statement=example.problem)
    assert (made.answer, len(made.turns)) == (extract_answer(example.output), len(replies))


@pytest.mark.parametrize(("example", "name"), DIALOGUES, ids=[f"{name}-{example.name}" for example, name in DIALOGUES])
async def test_the_messages_between_the_replies_are_those_of_a_real_attempt(example: Example, name: str, try_strategy: Try) -> None:
    turns = example.turns(example.strategies[0])
    _, engine = await try_strategy(name, *said(turns, "assistant"), statement=example.problem)
    assert said(engine.calls[-1], "user")[1:] == said(turns, "user")[1:]


@pytest.mark.parametrize("example", CASES, ids=lambda example: example.name)
def test_the_cases_of_an_example_are_read_and_right(example: Example) -> None:
    namespace: dict[str, object] = {}
    exec(example.code, namespace)
    function = namespace["f"]
    assert callable(function)
    (reply,) = said(example.turns("tests_first_cases"), "assistant")
    cases = parse_cases(reply)
    assert len(cases) >= 4
    assert {size: function(size) for size in cases} == cases


@pytest.mark.parametrize(("prompt", "cells"), [("tool_integrated", tool_integrated.MAX_CELLS), ("react", react.MAX_ACTIONS)])
def test_a_dialogue_prompt_counts_the_cells_that_its_strategy_allows(prompt: str, cells: int) -> None:
    assert load_prompt(prompt).cells == cells
