"""What holds for every strategy, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.strategies import PREPARATIONS, STRATEGIES, find_strategy
from tests.scripted import ScriptedEngine, says
from tests.strategies.conftest import MakeContext, Try

STATEMENT = r"How many $\binom{n}{k}$ are there?"
PREPARED = [f"{first}+program-of-thoughts" for first in PREPARATIONS] + ["step-back+tests-first+trace"]
NAMES = [*STRATEGIES, *PREPARED]
USELESS = {
    "prose": "I do not know; sorry about that.",
    "nothing": "",
    "a fence": "```",
    "a flood": "so we go on and on " * 10_000,
    "a program that fails": "```python\nraise ValueError('no')\n```",
    "no text at all": "\x00\ud800\N{ZERO WIDTH SPACE}\\boxed{",
}


@pytest.mark.parametrize("reply", USELESS.values(), ids=USELESS)
@pytest.mark.parametrize("name", NAMES)
async def test_useless_replies_give_an_attempt_without_an_answer(name: str, reply: str, try_strategy: Try) -> None:
    made, _ = await try_strategy(name, reply)
    assert (made.strategy, made.answer) == (name, None)


@pytest.mark.parametrize("name", NAMES)
async def test_an_engine_error_passes_through(name: str, make_context: MakeContext) -> None:
    def fail(messages: Sequence[Message], sampling: Sampling) -> str:
        raise EngineError("the server is gone")

    with pytest.raises(EngineError, match="the server is gone"):
        await find_strategy(name)(Problem("p", STATEMENT), make_context(ScriptedEngine(fail)))


@pytest.mark.parametrize("name", NAMES)
async def test_the_first_question_holds_the_statement_and_no_empty_field(name: str, try_strategy: Try) -> None:
    _, engine = await try_strategy(name, "", statement=STATEMENT)
    asked = engine.calls[0][-1].content
    assert STATEMENT in asked
    assert re.findall(r"\{[a-z_]{2,}\}", asked) == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_model_that_thinks_first_gets_no_system_message(name: str, try_strategy: Try) -> None:
    _, engine = await try_strategy(name, "<think>2</think>", prompting=PromptOptions(thinks_first=True))
    assert all(message.role != "system" for call in engine.calls for message in call)


@pytest.mark.parametrize("name", NAMES)
async def test_no_two_questions_of_an_attempt_have_the_same_seed(name: str, make_context: MakeContext) -> None:
    seeds: list[int] = []

    def note(messages: Sequence[Message], sampling: Sampling) -> str:
        seeds.append(sampling.seed)
        return "nothing"

    await find_strategy(name)(Problem("p", STATEMENT), make_context(ScriptedEngine(note)))
    assert len(seeds) == len(set(seeds))


@pytest.mark.parametrize(
    "name", ["program-of-thoughts", "reasoning-first", "universal", "algorithm-of-thoughts", "step-back", "plan", "tests-first"]
)
async def test_the_answer_is_what_the_last_program_of_the_reply_prints(name: str, try_strategy: Try) -> None:
    made, _ = await try_strategy(
        name, "Perhaps 5.\n```python\nprint(5)\n```\nNo.\n```python\ndef f(n):\n    return n\nprint(6 * 7)\n```\nSo 43."
    )
    assert (made.answer, made.executed) == (42, True)


@pytest.mark.parametrize(
    "name", ["program-of-thoughts", "reasoning-first", "universal", "algorithm-of-thoughts", "pal", "next-number", "tests-first"]
)
async def test_a_program_that_fails_is_repaired(name: str, make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        repaired = any("ZeroDivisionError" in message.content for message in messages)
        return f"```python\nprint(42 // {int(repaired)})\n```"

    made = await find_strategy(name)(Problem("p", STATEMENT), make_context(ScriptedEngine(script)))
    assert made.answer == 42
    assert "ZeroDivisionError" in (made.turns[-2].diagnosis or "")


@pytest.mark.parametrize("name", ["chain-of-thought", "next-number"])
async def test_nothing_is_asked_after_the_deadline(name: str, try_strategy: Try) -> None:
    made, engine = await try_strategy(name, r"\boxed{1}", seconds=-1.0)
    assert (made.turns, engine.calls) == ((), [])


@pytest.mark.parametrize("name", PREPARATIONS)
async def test_a_preparation_asks_nothing_after_the_deadline(name: str, make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("1 1")), seconds=-1.0)
    assert await PREPARATIONS[name](Problem("p", STATEMENT), context) == (context, ())


@pytest.mark.parametrize("changes", [{}, {"prompting": PromptOptions(thinks_first=True)}], ids=["plain", "thinks first"])
async def test_what_preparations_found_is_in_every_later_first_question(changes: dict[str, Any], try_strategy: Try) -> None:
    _, engine = await try_strategy("step-back+tests-first+trace", "Count by residues.\n1 1\n2 3", **changes)
    assert "Count by residues." in engine.calls[1][-1].content
    assert "f(1) = 1, f(2) = 3" in engine.calls[2][-1].content
    assert "Count by residues." in engine.calls[2][-1].content
