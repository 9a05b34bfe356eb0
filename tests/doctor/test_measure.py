from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.doctor.measure import Effort, measure_engine, measure_sandbox
from kaggle_utils.engines import Completion, EngineError, EngineInfo, OnText, Sampling, create_engine
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from tests.scripted import ScriptedEngine, says

TINY = Effort(prompt=200, reply=24, at_once=(1, 3), repetitions=1, programs=4)


async def test_an_engine_is_measured() -> None:
    said: list[str] = []
    async with create_engine(Settings.preset("cpu-demo")) as engine:
        speed = await measure_engine(engine, TINY, said.append)
    assert speed.first_token > 0
    assert speed.prefill.tokens == pytest.approx(200, rel=0.25)
    assert speed.prefill.tokens_per_second == pytest.approx(speed.prefill.tokens / speed.prefill.seconds)
    assert [one.requests for one in speed.decode] == [1, 3]
    assert speed.decode[1].tokens <= 3 * 24
    assert all(one.each > 0 for one in speed.decode)
    assert [one.context for one in speed.contexts] == [1024]
    assert len(said) == 5


async def test_a_prompt_stays_inside_the_context() -> None:
    async with create_engine(Settings.preset("cpu-demo")) as engine:
        speed = await measure_engine(engine, Effort(prompt=10**6, reply=8, at_once=(1,), repetitions=1), lambda _: None)
    assert 600 < speed.prefill.tokens < 1024


async def test_no_prompt_is_read_twice() -> None:
    """A server with prefix caching would answer the second one from memory."""
    engine = ScriptedEngine(says("some text"))
    await measure_engine(engine, Effort(at_once=(1,), repetitions=3, contexts=()), lambda _: None)
    prompts = [messages[0].content.split()[:3] for messages in engine.calls if len(messages) == 1]
    assert len({tuple(beginning) for beginning in prompts}) == len(prompts) == 4


async def test_a_model_that_writes_one_character_for_ever_is_refused() -> None:
    with pytest.raises(EngineError, match="numbers overflow"):
        await measure_engine(ScriptedEngine(says("!" * 64)), TINY, lambda _: None)


async def test_a_request_that_is_not_answered_in_time_is_an_error() -> None:
    class Slow(ScriptedEngine):
        async def generate(
            self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None
        ) -> Completion:
            return Completion("half", 10, 1, "deadline")

        @property
        def info(self) -> EngineInfo:
            return EngineInfo("slow", "slow", 0)

    with pytest.raises(EngineError, match="not answered in 900 s"):
        await measure_engine(Slow(says("")), TINY, lambda _: None)


async def test_the_sandbox_is_measured() -> None:
    speed = await measure_sandbox(workers=1, programs=3)
    assert speed.workers == 1
    assert "clean environment" in speed.layers
    assert speed.trivial > 0
    assert speed.importing > 0
