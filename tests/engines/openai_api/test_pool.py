"""Several servers: which one gets a request, which are taken out, and when they are taken back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.openai_api import engine as engine_module
from kaggle_utils.engines.openai_api import health, pool
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.openai_api.hedging import Allowance
from tests.engines.openai_api.asking import LIMIT, PROMPT, ask, ask_many, says, soon, until
from tests.engines.openai_api.scripted_server import ScriptedServer

pytestmark = pytest.mark.asyncio

NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that write nothing are noticed in less than a second."""
    monkeypatch.setattr(pool, "WATCH_EVERY", 0.02)
    monkeypatch.setattr(pool, "SUSPECT", 0.05)
    monkeypatch.setattr(pool, "STANDS_STILL", 0.2)
    monkeypatch.setattr(health, "PROBE", 0.2)


async def test_servers_with_equally_few_in_flight_take_turns() -> None:
    async with ScriptedServer(says("x")) as one, ScriptedServer(says("x")) as two, OpenAIEngine([one.url, two.url], "model") as engine:
        servers = [(await ask(engine)).server for _ in range(4)]
    assert servers == [one.url, two.url] * 2


async def test_a_single_server_goes_unnamed() -> None:
    async with ScriptedServer(says("x")) as server, OpenAIEngine([server.url], "model") as engine:
        assert (await ask(engine)).server == ""


async def test_a_run_starts_without_a_server_that_is_not_there_and_says_so() -> None:
    async with ScriptedServer(says("x")) as server, OpenAIEngine([NOWHERE, server.url], "model") as engine:
        assert {completion.server for completion in await ask_many(engine, 4)} == {server.url}
        (sentence,) = engine.info.details["taken_out"]
        assert sentence.startswith(f"{NOWHERE} was taken out 1 times, and is away; the last time: it did not answer at the start")
        assert engine.info.capacity == 64


async def test_a_server_that_accepts_and_never_answers_is_not_waited_for_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "FIRST_ANSWER", 3.0)
    async with ScriptedServer(says("x")) as deaf, ScriptedServer(says("x")) as good:
        deaf.is_deaf = True
        async with OpenAIEngine([deaf.url, good.url], "model") as engine:
            assert (await ask(engine)).server == good.url


async def test_a_server_that_was_not_there_at_the_start_is_taken_in_later(monkeypatch: pytest.MonkeyPatch) -> None:
    late = ScriptedServer(says("late"))
    async with ScriptedServer(says("x")) as server, late:
        late.health = 503  # it loads
        late.models = ()
        with pytest.raises(EngineError, match="serves nothing"):
            async with OpenAIEngine([late.url], "model"):
                pass
        late.is_deaf = True
        monkeypatch.setattr(engine_module, "FIRST_ANSWER", 3.0)
        async with OpenAIEngine([server.url, late.url], "model") as engine:
            late.is_deaf, late.health, late.models = False, 200, ("model",)
            await until(lambda: engine.servers_up == 2)
            assert {completion.text for completion in await ask_many(engine, 4)} == {"x", "late"}


async def test_a_server_that_loads_again_gets_nothing_until_it_has_loaded() -> None:
    replies = [[ScriptedServer.BREAK]]
    async with (
        ScriptedServer(lambda request: replies.pop() if replies else ["Hello"]) as one,
        ScriptedServer(says("Hello")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        one.health = 503
        assert (await ask(engine)).server == two.url
        await until(lambda: one.asked_health >= 2)  # its list of models is there all the time
        assert {completion.server for completion in await ask_many(engine, 8)} == {two.url}
        assert "its /health says 503" in engine.info.details["taken_out"][0]
        one.health = 200
        await until(lambda: engine.servers_up == 2)
        assert {completion.server for completion in await ask_many(engine, 8)} == {one.url, two.url}


async def test_a_server_without_a_health_page_is_judged_by_its_list_of_models() -> None:
    replies = [[ScriptedServer.BREAK]]
    async with ScriptedServer(lambda request: replies.pop() if replies else ["Hello"]) as server:
        server.health = 404
        async with OpenAIEngine([server.url], "model") as engine:
            assert (await ask(engine)).text == "Hello"


async def test_a_server_that_comes_back_with_another_model_stays_away() -> None:
    def breaks(request: dict[str, Any]) -> list[str]:
        one.models = ("other",)
        return [ScriptedServer.BREAK]

    async with ScriptedServer(breaks) as one, ScriptedServer(says("x")) as two, OpenAIEngine([one.url, two.url], "model") as engine:
        assert (await ask(engine)).server == two.url
        await until(lambda: "it serves other, not 'model'" in engine.info.details["taken_out"][0])
        assert engine.servers_up == 1


async def test_a_server_whose_replies_are_another_models_all_of_a_sudden_is_taken_out() -> None:
    async with ScriptedServer(says("x")) as one, ScriptedServer(says("x")) as two, OpenAIEngine([one.url, two.url], "model") as engine:
        await ask_many(engine, 4)
        one.models = ("other",)  # as llama.cpp does, which serves whatever it has under any name
        assert {completion.server for completion in await ask_many(engine, 4)} == {two.url}
        assert "it answers as 'other', and did as 'model' before" in engine.info.details["taken_out"][0]


async def test_a_model_that_a_server_does_not_know_any_more_is_asked_for_at_another() -> None:
    async with (
        ScriptedServer(says(ScriptedServer.NOT_FOUND)) as one,
        ScriptedServer(says("x")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        assert (await ask(engine)).server == two.url


async def test_a_refusal_inside_a_stream_is_final_and_costs_the_server_nothing() -> None:
    async with (
        ScriptedServer(says(ScriptedServer.BAD_REQUEST)) as one,
        ScriptedServer(says("x")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        with pytest.raises(EngineError, match=r"refused a request \(400\).*available context size"):
            await ask(engine)
        assert engine.servers_up == 2


async def test_a_web_page_in_place_of_a_stream_is_not_an_answer() -> None:
    async with (
        ScriptedServer(says(ScriptedServer.PAGE)) as one,
        ScriptedServer(says("x")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        assert (await ask(engine)).server == two.url


@pytest.mark.usefixtures("impatient")
async def test_requests_of_a_server_that_stands_still_go_to_another_one() -> None:
    async with (
        ScriptedServer(says("Hel", ScriptedServer.HANG)) as one,
        ScriptedServer(says("Hello")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        engine.pool.allowance = NoAllowance()
        asked = asyncio.create_task(ask(engine))
        await until(lambda: one.running == 1)
        one.is_deaf = True
        completion = await asked
        assert (completion.text, completion.server) == ("Hello", two.url)
        assert "it wrote nothing for" in engine.info.details["taken_out"][0]
        assert engine.info.details["sent_again"] == 1
        assert engine.seconds_without_progress(one.url) > 0  # whoever started it can see it, and start it again


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_writes_nothing_and_says_that_it_is_well_keeps_its_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PROBE", LIMIT)
    async with (
        ScriptedServer(says(ScriptedServer.HANG)) as one,
        ScriptedServer(says("Hello")) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        asked = asyncio.create_task(ask(engine))
        await until(lambda: one.asked_health > 5)
        assert engine.servers_up == 2
        assert one.running == 1
        asked.cancel()
        await asyncio.wait([asked])


@pytest.mark.usefixtures("impatient")
async def test_where_all_stand_still_none_is_taken_out_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "STANDS_STILL", LIMIT)
    async with (
        ScriptedServer(says(ScriptedServer.HANG)) as one,
        ScriptedServer(says(ScriptedServer.HANG)) as two,
        OpenAIEngine([one.url, two.url], "model") as engine,
    ):
        asked = [asyncio.create_task(ask(engine)) for _ in range(4)]
        await until(lambda: one.running + two.running == 4)
        one.is_deaf = two.is_deaf = True
        await until(lambda: all(server.is_suspect for server in engine.pool.servers))
        monkeypatch.setattr(pool, "STANDS_STILL", 0.0)
        asked_before = min(one.asked_health, two.asked_health)
        await until(lambda: min(one.asked_health, two.asked_health) > asked_before + 3)
        assert engine.servers_up == 2
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)


async def test_without_any_server_the_error_says_why_it_is_away() -> None:
    async with ScriptedServer(says(ScriptedServer.BREAK)) as one, ScriptedServer(says(ScriptedServer.BREAK)) as two:
        one.health = two.health = 503
        async with OpenAIEngine([one.url, two.url], "model", patience=1.0) as engine:
            with pytest.raises(EngineError, match="did not come back in time: the stream ended in the middle of a reply"):
                await engine.generate(PROMPT, Sampling(), soon())


class NoAllowance(Allowance):
    """No second copy is sent."""

    def take(self) -> bool:
        return False
