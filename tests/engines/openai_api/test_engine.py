"""The openai engine against scripted servers; against a real one it is tested in tests/vllm."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.openai_api.server import pause
from kaggle_utils.engines.openai_api.urls import read_urls
from kaggle_utils.errors import InputError
from tests.engines.openai_api.asking import LIMIT, PROMPT, says, soon, until
from tests.engines.openai_api.scripted_server import ScriptedServer

pytestmark = pytest.mark.asyncio


async def test_pieces_become_the_text_and_are_streamed() -> None:
    streamed: list[str] = []
    async with ScriptedServer(says("Hel", "lo", "!")) as server, OpenAIEngine([server.url], "model") as engine:
        completion = await engine.generate(PROMPT, Sampling(), soon(), streamed.append)
    assert (completion.text, completion.prompt_tokens, completion.tokens, completion.finish) == ("Hello!", 7, 3, "stop")
    assert streamed == ["Hel", "lo", "!"]


async def test_the_sampling_reaches_the_server() -> None:
    async with ScriptedServer(says("x")) as server, OpenAIEngine([server.url], "model") as engine:
        await engine.generate(PROMPT, Sampling(0.3, 0.7, 99, seed=5, stop=("END",), logprobs=True), soon())
    request = server.requests[0]
    assert {name: request[name] for name in ("temperature", "top_p", "max_tokens", "seed", "stop", "logprobs", "model")} == {
        "temperature": 0.3,
        "top_p": 0.7,
        "max_tokens": 99,
        "seed": 5,
        "stop": ["END"],
        "logprobs": True,
        "model": "model",
    }
    assert request["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say hello."}]


async def test_the_deadline_keeps_what_was_written_and_hangs_up() -> None:
    async with ScriptedServer(says("Hel", "lo", ScriptedServer.HANG)) as server, OpenAIEngine([server.url], "model") as engine:
        # The server hangs behind "Hello". A slow machine may get there only under a later deadline.
        for seconds in (0.25, 1.0, 4.0, 16.0, 64.0):
            completion = await engine.generate(PROMPT, Sampling(), soon(seconds))
            if completion.text == "Hello":
                break
        assert (completion.text, completion.tokens, completion.finish) == ("Hello", 2, "deadline")
        await asyncio.wait_for(server.hung_up.wait(), LIMIT)


async def test_cancelling_hangs_up() -> None:
    async with ScriptedServer(says("Hel", ScriptedServer.HANG)) as server, OpenAIEngine([server.url], "model") as engine:
        begun = asyncio.Event()
        task = asyncio.create_task(engine.generate(PROMPT, Sampling(), soon(), lambda _: begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.hung_up.wait(), LIMIT)


@pytest.mark.parametrize("failure", [ScriptedServer.BREAK, ScriptedServer.DEAD])
async def test_a_reply_that_breaks_off_is_asked_for_again(failure: str) -> None:
    replies = [["Hel", failure], ["Hello"]]
    async with ScriptedServer(lambda request: replies.pop(0)) as server, OpenAIEngine([server.url], "model") as engine:
        completion = await engine.generate(PROMPT, Sampling(), soon())
    assert completion.text == "Hello"
    assert len(server.requests) == 2


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0.25), (1, 0.5), (4, 4.0), (5, 5.0), (5_000, 5.0)])
async def test_a_server_is_tried_less_and_less_often_but_for_ever(failures: int, seconds: float) -> None:
    assert pause(failures) == seconds


async def test_requests_that_fail_together_count_as_one_failure(caplog: pytest.LogCaptureFixture) -> None:
    replies = [[ScriptedServer.BREAK]] * 64 + [["Hello"]] * 64
    async with ScriptedServer(lambda request: replies.pop(0)) as server, OpenAIEngine([server.url], "model") as engine:
        completions = await asyncio.gather(*[engine.generate(PROMPT, Sampling(), soon()) for _ in range(64)])
    assert [completion.text for completion in completions] == ["Hello"] * 64
    assert 1 <= caplog.text.count("is taken out") < 8


async def test_a_server_that_stays_away_is_given_up_after_the_patience() -> None:
    async with ScriptedServer(says(ScriptedServer.BREAK)) as server, OpenAIEngine([server.url], "model", patience=0.5) as engine:
        with pytest.raises(EngineError, match="did not come back in time: the stream ended in the middle of a reply"):
            await engine.generate(PROMPT, Sampling(), soon())


async def test_a_server_that_was_given_up_fails_requests_at_once() -> None:
    async with ScriptedServer(says("x")) as server, OpenAIEngine([server.url], "model") as engine:
        engine.give_up(server.url, "it was killed")
        with pytest.raises(EngineError, match="is down for good: it was killed"):
            await engine.generate(PROMPT, Sampling(), soon())


async def test_a_refusal_is_final_and_in_the_servers_words() -> None:
    async with ScriptedServer(says(ScriptedServer.REFUSE)) as server, OpenAIEngine([server.url], "model") as engine:
        with pytest.raises(EngineError, match=r"refused a request \(400\).*bad parameters"):
            await engine.generate(PROMPT, Sampling(), soon())
    assert len(server.requests) == 1


async def test_where_prompt_and_reply_do_not_fit_together_a_shorter_reply_is_asked_for() -> None:
    def respond(request: dict[str, Any]) -> list[str]:
        return ["x"] if request["max_tokens"] <= 300 else [ScriptedServer.TOO_LONG]

    async with ScriptedServer(respond) as server, OpenAIEngine([server.url], "model") as engine:
        completion = await engine.generate(PROMPT, Sampling(max_tokens=1000), soon())
    assert completion.text == "x"
    assert [request["max_tokens"] for request in server.requests] == [1000, 500, 250]


async def test_a_prompt_that_leaves_no_room_at_all_is_refused_in_the_servers_words() -> None:
    async with ScriptedServer(says(ScriptedServer.TOO_LONG)) as server, OpenAIEngine([server.url], "model") as engine:
        with pytest.raises(EngineError, match=r"refused a request \(400\).*maximum context length"):
            await engine.generate(PROMPT, Sampling(max_tokens=1000), soon())


async def test_requests_go_to_the_server_with_the_fewest_in_hand() -> None:
    hang = says("x", ScriptedServer.HANG)
    async with ScriptedServer(hang) as one, ScriptedServer(hang) as two, OpenAIEngine([one.url, two.url], "model") as engine:
        tasks = [asyncio.create_task(engine.generate(PROMPT, Sampling(), soon())) for _ in range(6)]
        await until(lambda: one.running + two.running == 6)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    assert one.most_running == two.most_running == 3


async def test_another_server_takes_over_from_one_that_breaks_off() -> None:
    async with (
        ScriptedServer(says(ScriptedServer.BREAK)) as bad,
        ScriptedServer(says("Hello")) as good,
        OpenAIEngine([bad.url, good.url], "model") as engine,
    ):
        completions = await asyncio.gather(*[engine.generate(PROMPT, Sampling(), soon()) for _ in range(4)])
    assert [completion.text for completion in completions] == ["Hello"] * 4


async def test_a_server_with_requests_and_no_progress_is_noticed() -> None:
    async with ScriptedServer(says("x", ScriptedServer.HANG)) as server, OpenAIEngine([server.url], "model") as engine:
        assert engine.seconds_without_progress(server.url) == 0
        begun, started = asyncio.Event(), time.monotonic()
        task = asyncio.create_task(engine.generate(PROMPT, Sampling(), soon(), lambda _: begun.set()))
        await begun.wait()
        await until(lambda: engine.seconds_without_progress(server.url) > 0.1)
        assert engine.seconds_without_progress(server.url) < time.monotonic() - started
        task.cancel()
        await asyncio.wait([task])
        assert engine.seconds_without_progress(server.url) == 0


async def test_the_model_is_the_servers_own_when_none_is_named() -> None:
    async with ScriptedServer(says("x"), models=("theirs",)) as server, OpenAIEngine([server.url], "") as engine:
        assert (engine.info.model, engine.info.context) == ("theirs", 1024)


async def test_a_model_that_is_not_served_is_named() -> None:
    async with ScriptedServer(says("x"), models=("a", "b")) as server:
        with pytest.raises(EngineError, match="serves a, b, not 'c': pass one of these as --model"):
            async with OpenAIEngine([server.url], "c"):
                pass


async def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(EngineError, match=r"no answer from http://127\.0\.0\.1:9/v1: .*is the server up\?"):
        async with OpenAIEngine(["http://127.0.0.1:9/v1"], "model"):
            pass


async def test_urls_come_from_the_flag_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://environment/v1/")
    assert read_urls(()) == ("http://environment/v1",)
    assert read_urls(("http://a/v1,http://b/v1/",)) == ("http://a/v1", "http://b/v1")


async def test_a_url_that_is_named_twice_is_one_clear_error() -> None:
    with pytest.raises(InputError, match="http://a/v1 is there twice"):
        read_urls(("http://a/v1,http://a/v1/",))


async def test_no_url_and_a_wrong_one_are_each_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(InputError, match="pass --base-url"):
        read_urls(())
    with pytest.raises(InputError, match="'localhost:8000' is not a URL"):
        read_urls(("localhost:8000",))
