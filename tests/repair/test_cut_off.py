"""Replies that the token limit cut off: what is there is not run, the model goes on with it or writes less."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers.code import is_unfinished
from kaggle_utils.messages import Message
from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, DIAGNOSES, ask_for_less, find_mode, join
from kaggle_utils.repair.cut_off import MAX_SHOWN
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, Repair
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner
from tests.scripted import CUT, ScriptedEngine, program, says

PROMPT = (Message("system", "You write programs."), Message("user", "How many?"))
BEGUN = "def f(n):\n    if n < 2:\n        return 1\n    return f(n - 1) + f(n"
REST = "    return f(n - 1) + f(n - 2)\n\nprint(f(9))"


async def attempt(sandbox: Sandbox, *replies: str, **changes: Any) -> tuple[Attempt, ScriptedEngine]:
    engine = ScriptedEngine(says(*replies))
    settings = Settings.preset("cpu-demo", **({"repair_hints": True, "repair_rounds": 3, "execution_timeout": 60.0} | changes))
    context = AttemptContext(engine, sandbox, AttemptSettings.of(settings), time.monotonic() + 600, time.monotonic, seed=0)
    made = await repair_loop(PROMPT, context, program_runner(context, AnswerReader("How many?", context).read))
    return Attempt("test", made.turns, made.output), engine


async def test_a_program_that_was_cut_off_is_gone_on_with(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, f"```python\n{BEGUN}{CUT}", program(REST))
    assert made.answer == 55
    assert made.program == BEGUN.rpartition("\n")[0] + "\n" + REST + "\n"
    assert (made.turns[0].code, made.turns[0].execution, made.turns[0].mode) == (None, None, CUT_INSIDE)
    assert made.turns[0].diagnosis == DIAGNOSES[CUT_INSIDE]
    assert made.turns[1].repairs == (Repair("model", "fixed"),)
    *before, reply, request = engine.calls[1]
    assert (tuple(before), reply) == (PROMPT, Message("assistant", f"```python\n{BEGUN}"))
    assert "cut off after 15 tokens, in the middle of the program" in request.content
    assert "```python\n    return f(n - 1) + f(n\n```" in request.content


async def test_half_a_program_is_not_run_though_it_prints_an_integer(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, f"```python\nprint(1)\ntotal = 0\n{CUT}", program("total = 0\nprint(7)"), repair_rounds=1)
    assert (made.turns[0].execution, made.answer) == (None, 7)


async def test_a_program_that_is_whole_before_the_cut_is_run(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, f"{program('print(42)')}\nThis counts all of the{CUT}")
    assert (made.answer, len(engine.calls)) == (42, 1)


async def test_a_reply_that_was_cut_off_before_its_program_is_asked_for_less(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, f"Let us think about small cases, and then{CUT}", program("print(42)"))
    assert (made.answer, made.turns[0].mode, made.turns[0].diagnosis) == (42, CUT_BEFORE, DIAGNOSES[CUT_BEFORE])
    *before, reply, request = engine.calls[1]
    assert (tuple(before), reply) == (PROMPT, Message("assistant", "Let us think about small cases, and then"))
    assert "cut off after 8 tokens, before there was a program. Explain nothing more" in request.content


@pytest.mark.parametrize("reply", [f"Thinking{CUT}", f"```python\n{BEGUN}{CUT}"], ids=["before", "inside"])
async def test_after_two_cuts_of_a_kind_the_conversation_starts_afresh_with_a_hint(sandbox: Sandbox, reply: str) -> None:
    made, engine = await attempt(sandbox, reply, reply.replace("f(n", "g(n"), program("print(42)"))
    assert made.answer == 42
    first, question = engine.calls[2]
    assert first == PROMPT[0]
    assert made.turns[1].mode is not None
    assert find_mode(made.turns[1].mode).hint in question.content


async def test_the_whole_program_goes_back_when_what_was_gone_on_with_fails(sandbox: Sandbox) -> None:
    wrong = REST.replace("print(f(9))", "print(g(9))")
    made, engine = await attempt(sandbox, f"```python\n{BEGUN}{CUT}", program(wrong), program("print(55)"))
    assert made.answer == 55
    *_, reply, request = engine.calls[2]
    assert reply.content.startswith("```python\ndef f(n):\n    if n < 2:")
    assert "NameError: name 'g' is not defined" in request.content


async def test_a_fresh_program_after_two_cuts_is_not_joined_to_the_old_one(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, f"```python\n{BEGUN}{CUT}", f"```python\n{BEGUN}{CUT}", program("x = 42\nprint(x)"))
    assert made.program == "x = 42\nprint(x)\n"


def test_the_last_part_of_long_thoughts_is_shown_and_nothing_of_none() -> None:
    assert len(ask_for_less(PROMPT, "x" * 9000, 2048)[-2].content) == MAX_SHOWN
    *first, last = ask_for_less(PROMPT, "  ", 2048)
    assert first == [PROMPT[0]]
    assert last.role == "user"
    assert last.content.startswith("How many?\n\nYour reply was cut off after 2048 tokens")


@pytest.mark.parametrize(
    ("code", "rest", "joined"),
    [
        ("a = 1\nb = a +", "b = a + 1\nprint(b)", "a = 1\nb = a + 1\nprint(b)"),
        ("a = 1\nb = 2\nc = 3\nd =", "b = 2\nc = 3\nd = 4", "a = 1\nb = 2\nc = 3\nd = 4"),  # it repeats what it wrote
        ("a = 1\nb = a +", "a = 1\nb = a + 1\nprint(b)", "a = 1\nb = a + 1\nprint(b)"),  # it begins again
        ("a = 1\nb = a +", "\n\nb = a + 1\n", "a = 1\nb = a + 1\n"),
        ("for i in ran", "for i in range(3):\n    print(i)", "for i in range(3):\n    print(i)"),
        ("def f():\n    x = 1\n    return", "    return x\nprint(f())", "def f():\n    x = 1\n    return x\nprint(f())"),
        ("", "print(1)", "print(1)"),
    ],
)
def test_a_program_and_its_rest_are_joined(code: str, rest: str, joined: str) -> None:
    assert join(code, rest) == joined


@given(st.lists(st.text("abc =+1", min_size=1, max_size=8).filter(str.strip), min_size=3, max_size=30, unique=True), st.data())
def test_a_rest_that_begins_with_the_torn_line_gives_the_program_as_it_was(lines: list[str], data: st.DataObject) -> None:
    torn = data.draw(st.integers(1, len(lines) - 1))
    kept = data.draw(st.integers(0, len(lines[torn])))
    code = "\n".join([*lines[:torn], lines[torn][:kept] or "?"])
    assert join(code, "\n".join(lines[torn:])) == "\n".join(lines)


@pytest.mark.parametrize(
    ("reply", "unfinished"),
    [
        ("```python\nprint(1)\nx =", True),
        ("Words.\n```py\nx = 1\n", True),
        ("```\nimport math\nprint(ma", True),
        ("```python\nprint(1)\n```", False),
        ("```python\nprint(1)\n```\nThis program prin", False),
        ("```python\nprint(1)\n```\n```output\n1", False),
        ("```python\nprint(1)\n```\n```python\n", False),
        ("Let us count the ways in which", False),
        ("import math\nprint(math.comb(4, 2))", True),
        ("", False),
    ],
)
def test_what_ends_inside_its_program(reply: str, unfinished: bool) -> None:
    assert is_unfinished(reply) is unfinished
