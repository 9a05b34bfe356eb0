"""What an attempt may do, and that all of it is on record."""

from __future__ import annotations

from dataclasses import replace

from kaggle_utils.engines import Completion
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import AttemptContext, Turn
from kaggle_utils.strategies.shared.context import NOT_READ, AttemptRecord
from tests.scripted import ScriptedEngine, says
from tests.strategies.conftest import MakeContext


def context_at(now: float, deadline: float) -> AttemptContext:
    return AttemptContext(ScriptedEngine(says("")), Sandbox(), AttemptSettings(), deadline, lambda: now, seed=0)


def test_the_time_left_follows_from_the_clock_that_was_handed_in() -> None:
    assert context_at(now=90.0, deadline=100.0).time_left == 10.0
    assert context_at(now=101.0, deadline=100.0).time_left == -1.0


async def test_nothing_is_run_after_the_deadline() -> None:
    assert await context_at(now=100.0, deadline=100.0).run("print(1)") is None


async def test_a_reply_is_on_record_before_it_is_read(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("one", "two")))
    await context.ask(())
    assert [(turn.completion.text, turn.diagnosis) for turn in context.record.turns] == [("one", NOT_READ)]


async def test_what_became_of_a_reply_takes_its_place_in_the_record(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("one", "two")))
    first = await context.ask(())
    await context.ask(())
    context.record.add(Turn(first, "print(1)", None, None))
    assert [turn.code for turn in context.record.turns] == ["print(1)", None]


async def test_a_context_with_notes_shares_record_and_seeds(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("one")))
    await context.with_note("A note.").with_cases({1: 1}).ask(())
    assert (len(context.record.turns), context.record.next_question()) == (1, 1)


async def test_the_text_ends_before_what_the_model_must_not_write(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("before```output\n7")))
    assert (await context.ask((), until="```output")).text == "before"


def test_equal_replies_are_kept_apart() -> None:
    record, reply = AttemptRecord(), Completion("same", 1, 1, "stop")
    record.add(Turn(reply, None, None, None))
    record.add(Turn(replace(reply), None, None, None))
    assert len(record.turns) == 2
