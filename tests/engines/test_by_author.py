"""Several engines in one run: each question goes to the model it names, and a further engine that fails costs the run nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from kaggle_utils.engines import Completion, EngineError, FurtherEngineError, Sampling
from kaggle_utils.engines.by_author import FAILURES, EnginesByAuthor
from kaggle_utils.messages import Message
from tests.scripted import Script, ScriptedEngine, says


def fails(messages: Sequence[Message], sampling: Sampling) -> str:
    raise EngineError("out of memory")


async def ask(engine: EnginesByAuthor, author: str) -> Completion:
    return await engine.generate((Message("user", "?"),), Sampling(author=author), time.monotonic() + 600)  # type: ignore[arg-type]


def two(planner: Script) -> EnginesByAuthor:
    return EnginesByAuthor(ScriptedEngine(says("code")), {"planner": ScriptedEngine(planner)})


@pytest.mark.parametrize(("author", "text"), [("coder", "code"), ("planner", "a plan")])
async def test_a_question_goes_to_the_model_that_it_names_and_the_reply_says_whose_it_is(author: str, text: str) -> None:
    async with two(says("a plan")) as engine:
        completion = await ask(engine, author)
    assert (completion.text, completion.author) == (text, author)


async def test_all_engines_are_closed() -> None:
    engines = [ScriptedEngine(says("")), ScriptedEngine(says(""))]
    async with EnginesByAuthor(engines[0], {"verifier": engines[1]}):
        assert [each.closed for each in engines] == [False, False]
    assert [each.closed for each in engines] == [True, True]


async def test_a_further_engine_that_does_not_start_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    planner = ScriptedEngine(says(""), start_error=EngineError("no such model"))
    async with EnginesByAuthor(ScriptedEngine(says("code")), {"planner": planner}) as engine:
        assert engine.info.authors == ("coder",)
        assert engine.info.further[0].trouble == "it did not start: no such model"
        assert (await ask(engine, "coder")).text == "code"
        with pytest.raises(FurtherEngineError, match="no such model"):
            await ask(engine, "planner")
    assert "the run goes on without the planner (it did not start: no such model)" in caplog.text


async def test_a_main_engine_that_does_not_start_starts_nothing_else() -> None:
    planner = ScriptedEngine(fails, start_error=AssertionError("started"))
    with pytest.raises(EngineError, match="no such model"):
        await EnginesByAuthor(ScriptedEngine(says(""), start_error=EngineError("no such model")), {"planner": planner}).__aenter__()


async def test_an_engine_that_dies_is_given_up_after_some_failures(caplog: pytest.LogCaptureFixture) -> None:
    async with two(fails) as engine:
        for left in range(FAILURES, 0, -1):
            assert engine.info.authors == ("coder", "planner"), left
            with pytest.raises(FurtherEngineError, match="the planner did not answer: out of memory"):
                await ask(engine, "planner")
        assert engine.info.authors == ("coder",)
        assert (engine.info.further[0].failures, engine.info.further[0].is_up) == (FAILURES, False)
    assert caplog.messages[-1] == "the run goes on without the planner (out of memory)"


async def test_failures_between_replies_do_not_end_an_engine() -> None:
    turn = iter(range(100))
    async with two(lambda messages, sampling: fails(messages, sampling) if next(turn) % 2 else "a plan") as engine:
        for _ in range(FAILURES):
            await ask(engine, "planner")
            with pytest.raises(FurtherEngineError):
                await ask(engine, "planner")
        assert engine.info.authors == ("coder", "planner")
        assert engine.info.further[0].failures == FAILURES


async def test_a_failure_of_the_main_engine_stays_what_it_is() -> None:
    async with EnginesByAuthor(ScriptedEngine(fails), {}) as engine:
        with pytest.raises(EngineError) as error:
            await ask(engine, "coder")
    assert not isinstance(error.value, FurtherEngineError)


async def test_a_model_that_the_settings_do_not_name_cannot_be_asked() -> None:
    async with two(says("")) as engine:
        with pytest.raises(FurtherEngineError, match="the run has no verifier: the settings name none"):
            await ask(engine, "verifier")
