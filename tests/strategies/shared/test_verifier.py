"""The verifier explains what the coder could not mend, once, and the coder has one more turn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, find_strategy
from tests.scripted import CUT, Script, ScriptedEngine, program, says
from tests.strategies.conftest import MakeContext

WRONG, RIGHT = program("print(six * 7)"), program("print(6 * 7)")
REASON = "The name six is never defined."
PROBLEM = Problem("p", "What is 6 times 7?")


async def attempt(
    make_context: MakeContext, coder: Script, verifier: Script, rounds: int = 1, name: str = "program-of-thoughts"
) -> tuple[Attempt, ScriptedEngine, ScriptedEngine]:
    engines = ScriptedEngine(coder), ScriptedEngine(verifier)
    engine = EnginesByAuthor(engines[0], {"verifier": engines[1]})
    context = make_context(engine, repair_rounds=rounds)
    return await find_strategy(name)(PROBLEM, context), *engines


def fails(messages: Sequence[Message], sampling: Sampling) -> str:
    raise EngineError("it died")


async def test_nothing_is_explained_that_the_coder_mends_itself(make_context: MakeContext) -> None:
    made, _, verifier = await attempt(make_context, says(WRONG, RIGHT), says(REASON))
    assert (made.answer, verifier.calls) == (42, [])


@pytest.mark.parametrize("name", ["trace", "pal", "tests-first", "skeleton"])
async def test_every_strategy_that_asks_for_whole_programs_has_its_failures_explained(name: str, make_context: MakeContext) -> None:
    made, _, verifier = await attempt(make_context, says(WRONG), says(REASON), name=name)
    assert (len(verifier.calls), made.turns[-2].completion.author) == (1, "verifier")


async def test_an_explanation_after_the_last_repair_is_quoted_in_one_more_turn(make_context: MakeContext) -> None:
    made, coder, verifier = await attempt(make_context, says(WRONG, WRONG.replace("7", "8"), RIGHT), says(REASON))
    assert made.answer == 42
    assert [turn.completion.author for turn in made.turns] == ["coder", "coder", "verifier", "coder"]
    assert "NameError: name 'six' is not defined" in verifier.calls[0][-1].content
    assert "six * 8" in verifier.calls[0][-1].content
    assert REASON in coder.calls[2][-1].content


async def test_there_is_one_explanation_and_one_turn_and_no_more(make_context: MakeContext) -> None:
    made, coder, verifier = await attempt(make_context, says(WRONG), says(REASON), rounds=0)
    assert (made.answer, len(coder.calls), len(verifier.calls)) == (None, 2, 1)


async def test_the_same_program_again_is_explained_too(make_context: MakeContext) -> None:
    made, coder, verifier = await attempt(make_context, says(WRONG, WRONG, WRONG, RIGHT), says(REASON), rounds=9)
    assert (made.answer, len(coder.calls), len(verifier.calls)) == (42, 4, 1)


async def test_the_repair_after_an_explanation_counts_as_one_of_the_model(make_context: MakeContext) -> None:
    made, *_ = await attempt(make_context, says(WRONG, RIGHT), says(REASON), rounds=0)
    assert (made.rewrites, [repair.outcome for repair in made.turns[-1].repairs]) == (1, ["fixed"])


@pytest.mark.parametrize("verifier", [fails, says(""), says(" \n")], ids=["dead", "empty", "blank"])
async def test_a_verifier_that_says_nothing_leaves_the_attempt_as_it_was(verifier: Script, make_context: MakeContext) -> None:
    made, coder, _ = await attempt(make_context, says(WRONG, RIGHT), verifier, rounds=0)
    assert (made.answer, len(coder.calls)) == (None, 1)


async def test_a_reply_that_was_cut_off_is_not_explained(make_context: MakeContext) -> None:
    _, _, verifier = await attempt(make_context, says(f"Let us think{CUT}"), says(REASON), rounds=0)
    assert verifier.calls == []


async def test_a_run_without_a_verifier_has_no_further_turn(make_context: MakeContext) -> None:
    coder = ScriptedEngine(says(WRONG, RIGHT))
    made = await find_strategy("program-of-thoughts")(PROBLEM, make_context(coder, repair_rounds=0))
    assert (made.answer, len(coder.calls)) == (None, 1)
