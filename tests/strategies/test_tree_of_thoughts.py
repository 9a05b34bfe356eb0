"""Tree of thoughts with a scripted model and real forks of a session."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.strategies.tree_of_thoughts import BREADTH, DEPTH, VALUES, WIDTH, attempt, read_value
from kaggle_utils.voting.reliability import path_of
from tests.scripted import ScriptedEngine, program
from tests.strategies.conftest import MakeContext, Try

NAME = "tree-of-thoughts"
PROBLEM = Problem("p", "How many?")


def replies(messages: Sequence[Message]) -> int:
    """How many steps were taken before this question."""
    return sum(message.role == "assistant" for message in messages)


def is_judgement(messages: Sequence[Message]) -> bool:
    return "sure, likely or impossible" in messages[-1].content


async def test_forks_do_not_see_each_other(make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if is_judgement(messages):
            return "likely"
        if replies(messages) == 0:
            return program(f"x = {sampling.seed}\nprint(x)")
        return program("x += 100\nprint(x)") if replies(messages) == 1 else r"\boxed{1}"

    made = await attempt(PROBLEM, make_context(ScriptedEngine(script)))
    printed = sorted(turn.execution.stdout for turn in made.all_turns if turn.code is not None and turn.execution and "100" in turn.code)
    assert printed == ["100\n"] * BREADTH + ["101\n"] * BREADTH


async def test_the_branch_that_executes_goes_on(make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if is_judgement(messages):
            return "sure"
        if replies(messages) == 0:
            return program("good = 42\nprint('good')" if sampling.seed == BREADTH - 1 else "print('bad')\n1 / 0")
        return program("print(good)") if replies(messages) == 1 else rf"\boxed{{{messages[-1].content.splitlines()[1]}}}"

    made = await attempt(PROBLEM, make_context(ScriptedEngine(script)))
    assert (made.answer, made.executed, made.program) == (42, True, "print(good)\n")


async def test_the_model_s_judgement_decides_where_execution_does_not(make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if is_judgement(messages):
            return "Impossible." if "print('wrong" in messages[-2].content else "I am sure."
        if replies(messages) == 0:
            return program(f"x = {sampling.seed}\nprint('{'right' if sampling.seed else 'wrong'}', x)")
        return rf"\boxed{{{40 + sampling.seed}}}" if "wrong" in str(messages) else r"\boxed{7}"

    made = await attempt(PROBLEM, make_context(ScriptedEngine(script)))
    assert made.answer == 7


async def test_the_answer_of_most_branches_wins_and_an_executed_one_before_words(make_context: MakeContext) -> None:
    answers = iter([r"\boxed{1}", r"\boxed{1}", r"\boxed{2}" + program("print(2)")])
    made = await attempt(PROBLEM, make_context(ScriptedEngine(lambda *_: next(answers))))
    assert (made.answer, made.executed) == (2, True)
    assert made.turns[-1].code is not None


async def test_a_tree_without_an_answer_is_bounded(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, program("print(1)"))
    programs = [turn for turn in made.all_turns if turn.code is not None]
    assert (made.answer, len(programs)) == (None, BREADTH + (DEPTH - 1) * BREADTH * WIDTH)
    assert len(made.all_turns) == len(engine.calls)


async def test_where_no_branch_answers_the_states_that_are_left_are_asked(make_context: MakeContext) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return "The answer is 42." if "Code executions left: 0" in messages[-1].content else program("print(1)")

    made = await attempt(PROBLEM, make_context(ScriptedEngine(script)))
    assert (made.answer, made.executed) == (42, True)


async def test_a_sandbox_without_a_free_session_costs_branches_and_not_the_attempt(
    make_context: MakeContext, shared_sandbox: Sandbox
) -> None:
    taken = [await shared_sandbox.session() for _ in range(29)]  # of 32; with the root two are left
    try:
        made = await attempt(PROBLEM, make_context(ScriptedEngine(lambda *_: program(r"print('\\boxed{6}')"))))
    finally:
        for session in taken:
            await session.close()
    assert made.answer == 6
    assert [turn.diagnosis for turn in made.all_turns].count("no session: more than 32 sessions") == BREADTH - 2


@pytest.mark.parametrize(
    ("text", "word"),
    [("Sure!", "sure"), ("We can be sure it is impossible.", "impossible"), ("unlikely to ensure", "likely"), ("", "likely")],
)
def test_a_judgement_is_its_last_word_of_value(text: str, word: str) -> None:
    assert read_value(text) == VALUES[word]


async def test_branches_that_failed_make_no_rewritten_program_of_one_that_ran_at_once(make_context: MakeContext) -> None:
    said = iter([program("1 / 0"), program("1 / 0"), program(r"print('\\boxed{6}')")])
    made = await attempt(PROBLEM, make_context(ScriptedEngine(lambda *_: next(said))))
    assert (made.answer, len(made.turns), len(made.branches), made.rewrites) == (6, 1, 2, 0)
    assert path_of(made)[:2] == ("program", "first try")
