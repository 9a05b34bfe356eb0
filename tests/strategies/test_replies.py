"""What goes back to the model in the course of a conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.strategies import find_strategy
from tests.scripted import ScriptedEngine, program
from tests.strategies.conftest import MakeContext

FIELDS = {
    "cut_before": {"tokens"},
    "cut_program": {"tokens", "line"},
    "cut_step": {"tokens", "request"},
    "finish": set(),
    "go_on": {"left"},
    "judge": set(),
    "no_action": {"request"},
    "no_cell": {"request"},
    "observation": {"output", "request"},
    "output": {"output", "request"},
    "replan": {"reason"},
    "simulate": {"call"},
    "solve_node": {"known", "name", "task"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_reply_has_the_fields_that_are_filled_in(name: str) -> None:
    prompt = load_prompt(f"replies/{name}")
    assert set(re.findall(r"\{(\w+)\}", prompt.user)) == FIELDS[name]
    assert prompt.system is None


def test_there_are_no_other_replies() -> None:
    assert {path.name for path in (files("kaggle_utils.prompts") / "replies").iterdir()} == {f"{name}.toml" for name in FIELDS}


@pytest.mark.parametrize("name", ["tool-integrated", "react", "tree-of-thoughts", "chain-of-code", "dag-of-thoughts"])
async def test_user_and_model_take_turns_in_every_question(name: str, make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if name == "dag-of-thoughts" and len(messages) < 5:
            return "a <- b: x" if len(messages) < 3 else "a <- none: x\nb <- a: y"
        return "1" if "has stopped at" in messages[-1].content else program("a = weigh(1)\nprint(1 / 0)")

    engine = ScriptedEngine(script)
    await find_strategy(name)(Problem("p", "How many?"), make_context(engine))
    assert len(engine.calls) > 3
    for call in engine.calls:
        assert [message.role for message in call] == ["system", *["user", "assistant"] * (len(call) // 2 - 1), "user"]
