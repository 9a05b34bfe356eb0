"""Plan: the planner writes, and the coder's prompt holds what it wrote."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import find_strategy
from kaggle_utils.strategies.plan import MAX_PLAN
from tests.scripted import Script, ScriptedEngine, program, says
from tests.strategies.conftest import MakeContext, Try

PLAN = "1. Count tilings of a 2 x n board. 2. Add the two smaller ones."
PROBLEM = Problem("p", "How many tilings?")
THINKING = {"extends": "cpu-demo", "max_tokens": 9000, "temperature": 0.6, "prompting": {"thinks_first": True}}


def fails(messages: Sequence[Message], sampling: Sampling) -> str:
    raise EngineError("it died")


def two(planner: Script, coder: Script | None = None) -> tuple[EnginesByAuthor, ScriptedEngine, ScriptedEngine]:
    engines = ScriptedEngine(coder or says(program("print(42)"))), ScriptedEngine(planner)
    return EnginesByAuthor(engines[0], {"planner": engines[1]}), *engines


@pytest.mark.parametrize("name", ["plan", "plan+program-of-thoughts", "plan+pal"])
async def test_the_planners_plan_goes_before_the_coders_program(name: str, make_context: MakeContext) -> None:
    engine, coder, planner = two(says(PLAN), says(program("def solution():\n    return 42\nprint(solution())")))
    made = await find_strategy(name)(PROBLEM, make_context(engine))
    assert (made.strategy, made.answer, [turn.completion.author for turn in made.turns]) == (name, 42, ["planner", "coder"])
    assert (len(planner.calls), len(coder.calls)) == (1, 1)
    assert PLAN in coder.calls[0][-1].content


async def test_tokens_are_counted_by_model(make_context: MakeContext) -> None:
    engine, *_ = two(says("one two three"), says(program("print(42)")))
    made = await find_strategy("plan")(PROBLEM, make_context(engine))
    assert made.tokens_by_author == {"coder": 3, "planner": 3}
    assert made.tokens == 6


async def test_without_a_planner_the_coder_plans(try_strategy: Try) -> None:
    made, engine = await try_strategy("plan", PLAN, program("print(42)"))
    assert (made.answer, [turn.completion.author for turn in made.turns]) == (42, ["coder", "coder"])
    assert PLAN in engine.calls[1][-1].content


async def test_a_planner_that_fails_costs_the_attempt_its_plan_alone(make_context: MakeContext) -> None:
    engine, coder, _ = two(fails)
    made = await find_strategy("plan")(PROBLEM, make_context(engine))
    assert (made.answer, len(made.turns)) == (42, 1)
    assert "plan" not in coder.calls[0][-1].content


@pytest.mark.parametrize("reply", ["", "```\n```", " \n"])
async def test_an_empty_plan_leaves_the_prompt_as_it_is(reply: str, make_context: MakeContext, try_strategy: Try) -> None:
    engine, coder, _ = two(says(reply))
    made = await find_strategy("plan")(PROBLEM, make_context(engine))
    _, direct = await try_strategy("program-of-thoughts", program("print(42)"), statement=PROBLEM.statement)
    assert coder.calls[0] == direct.calls[0]
    assert made.turns[0].diagnosis == "the reply is empty"


async def test_a_long_plan_leaves_room_for_the_program(make_context: MakeContext) -> None:
    engine, coder, _ = two(says("step " * 10_000))
    await find_strategy("plan")(PROBLEM, make_context(engine))
    assert len(coder.calls[0][-1].content) < MAX_PLAN + 1000


async def test_a_planner_that_thinks_first_is_asked_and_read_as_such(make_context: MakeContext) -> None:
    samplings = []

    def think(messages: Sequence[Message], sampling: Sampling) -> str:
        samplings.append(sampling)
        return f"<think>\nSo 7?\n</think>\n{PLAN}"

    engine, coder, planner = two(think)
    await find_strategy("plan")(PROBLEM, make_context(engine, planner=THINKING))
    assert [message.role for message in planner.calls[0]] == ["user"]
    assert (samplings[0].max_tokens, samplings[0].temperature) == (9000, 0.6)
    assert [message.role for message in coder.calls[0]] == ["system", "user"]
    assert "So 7?" not in coder.calls[0][-1].content
    assert PLAN in coder.calls[0][-1].content


async def test_the_questions_to_both_models_have_different_seeds(make_context: MakeContext) -> None:
    seeds = []

    def note(messages: Sequence[Message], sampling: Sampling) -> str:
        seeds.append(sampling.seed)
        return program("print(42)")

    engine, *_ = two(note, note)
    await find_strategy("plan")(PROBLEM, make_context(engine))
    assert seeds == [0, 1]
