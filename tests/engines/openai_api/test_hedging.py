"""A slow server's request is sent to a second one as well; when it is slow, and how often that may be."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import pytest_asyncio

from kaggle_utils.engines import Sampling
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.openai_api.hedging import BURST, ENOUGH, SHARE, Allowance, Answer, RecentAnswers, quantile
from tests.engines.openai_api.asking import LIMIT, PROMPT, ask, says, soon, until
from tests.engines.openai_api.scripted_server import ScriptedServer

HANG = ScriptedServer.HANG


class Two(NamedTuple):
    """Two servers that have answered often enough, in 0.05 s each; the next request goes to the first."""

    engine: OpenAIEngine
    first: ScriptedServer
    second: ScriptedServer


@pytest_asyncio.fixture
async def two() -> AsyncIterator[Two]:
    first, second = ScriptedServer(says("Hel", "lo")), ScriptedServer(says("Hel", "lo"))
    async with first, second, OpenAIEngine([first.url, second.url], "model") as engine:
        for server in engine.pool.servers:
            for _ in range(ENOUGH):
                server.answers.note(Answer(0.05, Sampling().max_tokens, 2))
        yield Two(engine, first, second)


async def test_a_request_that_takes_too_long_is_answered_by_a_second_server(two: Two) -> None:
    two.first.respond = says(HANG)
    completion = await ask(two.engine, seed=5)
    assert (completion.text, completion.server) == ("Hello", two.second.url)
    assert two.engine.info.details["hedged"] == two.engine.info.details["hedges_won"] == 1


async def test_both_copies_are_the_same_request(two: Two) -> None:
    two.first.respond = says(HANG)
    await ask(two.engine, seed=5)
    assert two.first.requests[-1] == two.second.requests[-1]
    assert two.second.requests[-1]["seed"] == 5


async def test_the_slower_copy_is_hung_up_on_so_that_its_slot_is_free(two: Two) -> None:
    two.first.respond = says(HANG)
    await ask(two.engine)
    await asyncio.wait_for(two.first.hung_up.wait(), LIMIT)
    assert two.engine.seconds_without_progress(two.first.url) == 0


async def test_the_first_server_wins_if_it_is_first_after_all(two: Two) -> None:
    release = asyncio.Event()
    two.first.respond, two.first.before_reply = says("mine"), release
    two.second.respond = says(HANG)
    asked = asyncio.create_task(ask(two.engine))
    await until(lambda: two.second.running == 1)
    release.set()
    assert ((await asked).text, two.engine.info.details["hedged"]) == ("mine", 1)
    assert "hedges_won" not in two.engine.info.details


async def test_the_text_of_the_copy_that_wins_is_streamed_from_its_start(two: Two) -> None:
    two.first.respond = says("Hel", HANG)
    streamed: list[str] = []
    completion = await two.engine.generate(PROMPT, Sampling(), soon(), streamed.append)
    assert completion.server == two.second.url
    assert "".join(streamed) == "HelHello"


async def test_the_second_copy_goes_on_when_the_first_server_dies(two: Two) -> None:
    dies, release = asyncio.Event(), asyncio.Event()
    two.first.respond, two.first.before_reply = says(ScriptedServer.BREAK), dies
    two.second.before_reply = release
    asked = asyncio.create_task(ask(two.engine))
    await until(lambda: bool(two.engine.info.details.get("hedged")))
    dies.set()
    await until(lambda: two.engine.servers_up == 1)
    release.set()
    assert (await asked).server == two.second.url
    assert "sent_again" not in two.engine.info.details


async def test_a_refusal_of_either_copy_is_final(two: Two) -> None:
    two.first.respond, two.second.respond = says(HANG), says(ScriptedServer.REFUSE)
    with pytest.raises(Exception, match=r"refused a request \(400\)"):
        await ask(two.engine)
    await asyncio.wait_for(two.first.hung_up.wait(), LIMIT)


async def test_cancelling_hangs_up_on_both(two: Two) -> None:
    two.first.respond = two.second.respond = says(HANG)
    asked = asyncio.create_task(ask(two.engine))
    await until(lambda: two.first.running == two.second.running == 1)
    asked.cancel()
    await asyncio.wait([asked])
    await asyncio.wait_for(two.first.hung_up.wait(), LIMIT)
    await asyncio.wait_for(two.second.hung_up.wait(), LIMIT)


async def test_at_the_deadline_the_longer_text_of_both_is_kept(two: Two) -> None:
    two.first.respond, two.second.respond = says("Hel", HANG), says("Hel", "lo", "!", HANG)
    for seconds in (2.0, 8.0, 32.0):  # a slow machine may get there only under a later deadline
        completion = await two.engine.generate(PROMPT, Sampling(), soon(seconds))
        if completion.text == "Hello!":
            break
    assert (completion.text, completion.finish) == ("Hello!", "deadline")


async def test_no_second_copy_is_sent_that_could_not_end_in_time(two: Two) -> None:
    slow = [Answer(1000.0, Sampling().max_tokens, 2)] * (10 * ENOUGH)
    for server in two.engine.pool.servers:
        for answer in slow:
            server.answers.note(answer)
        server.is_suspect = server.url == two.first.url  # so that it is due at once
    two.first.respond = two.second.respond = says(HANG)
    await two.engine.generate(PROMPT, Sampling(), soon(0.5))
    assert "hedged" not in two.engine.info.details


async def test_of_many_slow_requests_only_some_are_sent_twice(two: Two) -> None:
    two.first.respond = two.second.respond = says(HANG)
    asked = [asyncio.create_task(ask(two.engine)) for _ in range(4 * int(BURST))]
    await until(lambda: two.engine.info.details.get("hedged", 0) >= BURST - 1)
    await until(lambda: two.first.running + two.second.running >= 5 * BURST - 1)
    assert two.engine.info.details["hedged"] <= BURST
    for task in asked:
        task.cancel()
    await asyncio.wait(asked)


async def test_a_single_server_is_never_asked_twice() -> None:
    async with ScriptedServer(says("x")) as server, OpenAIEngine([server.url], "model") as engine:
        for _ in range(ENOUGH):
            engine.pool.servers[0].answers.note(Answer(0.01, Sampling().max_tokens, 2))
        server.respond = says(HANG)
        await engine.generate(PROMPT, Sampling(), soon(2.0))
        assert len(server.requests) == 1


def answers(*durations: float, asked: int = 100, pieces: int = 10) -> RecentAnswers:
    recent = RecentAnswers()
    for seconds in durations:
        recent.note(Answer(seconds, asked, pieces))
    return recent


def test_what_is_slow_is_unknown_until_a_server_has_answered_often_enough() -> None:
    assert answers(*[1.0] * (ENOUGH - 1)).slow_after(100, 0) == math.inf
    assert answers(*[1.0] * ENOUGH).slow_after(100, 0) == 1.0


def test_a_request_is_slow_behind_95_percent_of_the_answers() -> None:
    assert answers(*[1.0] * 95, *[9.0] * 5).slow_after(100, 0) == 1.0
    assert answers(*[1.0] * 94, *[9.0] * 6).slow_after(100, 0) == 9.0


def test_more_tokens_may_take_longer() -> None:
    assert answers(*[1.0] * ENOUGH).slow_after(300, 0) == pytest.approx(3.0)


def test_a_reply_that_grows_as_fast_as_others_is_long_and_not_slow() -> None:
    assert answers(*[1.0] * ENOUGH).slow_after(100, 40) == pytest.approx(4.0)


def test_old_answers_are_forgotten() -> None:
    assert answers(*[9.0] * 200, *[1.0] * 200).slow_after(100, 0) == 1.0


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 2.0), (0.51, 3.0), (0.95, 4.0), (1.0, 4.0)])
def test_a_quantile_is_one_of_the_values(share: float, value: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == value


def test_in_the_long_run_only_a_share_of_the_requests_is_sent_twice() -> None:
    allowance = Allowance()
    sent = 0
    for _ in range(1000):
        sent += allowance.take()
        allowance.earn()
    assert sent <= BURST + SHARE * 1000


def test_an_allowance_that_was_not_used_does_not_grow_for_ever() -> None:
    allowance = Allowance()
    for _ in range(1000):
        allowance.earn()
    assert sum(allowance.take() for _ in range(100)) == BURST
