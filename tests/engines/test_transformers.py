"""The transformers engine on the embedded model: a real checkpoint, really loaded."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kaggle_utils.engines import EngineError, Sampling, create_engine
from kaggle_utils.engines.transformers.engine import TransformersEngine
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL

PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 17 have?")
GREEDY = Sampling(temperature=0.0, max_tokens=200)


def in_a_minute() -> float:
    return time.monotonic() + 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine() -> AsyncIterator[TransformersEngine]:
    async with TransformersEngine(DEMO_MODEL, dtype="float32", batch_size=8) as loaded:
        yield loaded


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_writes_a_program(engine: TransformersEngine) -> None:
    completion = await engine.generate(PROMPT, GREEDY, in_a_minute())
    assert completion.text.startswith("```python\n")
    assert "print(f(17))" in completion.text
    assert completion.finish == "stop"
    assert completion.prompt_tokens > 20
    assert 20 < completion.tokens < 200


async def test_a_batch_gives_the_same_texts_as_one_by_one(engine: TransformersEngine) -> None:
    statements = [
        "How many primes are at most 50?",
        "Find the sum of all divisors of 360.",
        "What is the remainder of 7^100 divided by 13?",
    ]
    prompts = [load_prompt("program_of_thoughts").render(statement=statement) for statement in statements]
    samplings = [Sampling(temperature=0.8, seed=seed, max_tokens=200) for seed in range(3)]
    alone = [(await engine.generate(prompt, sampling, in_a_minute())).text for prompt, sampling in zip(prompts, samplings, strict=True)]
    together = await asyncio.gather(*[engine.generate(p, s, in_a_minute()) for p, s in zip(prompts, samplings, strict=True)])
    assert [completion.text for completion in together] == alone


async def test_greedy_and_sampled_requests_share_a_batch(engine: TransformersEngine) -> None:
    alone = await engine.generate(PROMPT, GREEDY, in_a_minute())
    together = await asyncio.gather(*[engine.generate(PROMPT, s, in_a_minute()) for s in (GREEDY, Sampling(seed=5, max_tokens=200))])
    assert together[0].text == alone.text


async def test_seeds_give_different_texts_and_repeat_themselves(engine: TransformersEngine) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, seed=seed, max_tokens=30) for seed in (1, 2, 1)]
    texts = [completion.text for completion in await asyncio.gather(*[engine.generate(PROMPT, s, in_a_minute()) for s in hot])]
    assert texts[0] == texts[2] != texts[1]


async def test_a_tiny_nucleus_is_greedy(engine: TransformersEngine) -> None:
    greedy, nucleus = await asyncio.gather(
        engine.generate(PROMPT, GREEDY, in_a_minute()),
        engine.generate(PROMPT, Sampling(temperature=1.0, top_p=1e-6, max_tokens=200, seed=3), in_a_minute()),
    )
    assert nucleus.text == greedy.text


async def test_each_row_has_its_own_token_limit(engine: TransformersEngine) -> None:
    short, long = await asyncio.gather(
        engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=5), in_a_minute()), engine.generate(PROMPT, GREEDY, in_a_minute())
    )
    assert (short.tokens, short.finish) == (5, "length")
    assert long.finish == "stop"
    assert long.text.startswith(short.text)


async def test_the_deadline_cuts_a_completion_off(engine: TransformersEngine) -> None:
    completion = await engine.generate(PROMPT, GREEDY, time.monotonic() - 1)
    assert completion.finish == "deadline"
    assert completion.tokens == 1


async def test_a_cancelled_request_leaves_the_engine_usable(engine: TransformersEngine) -> None:
    task = asyncio.create_task(engine.generate(PROMPT, Sampling(temperature=5.0, top_p=1.0, max_tokens=800), in_a_minute()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await engine.generate(PROMPT, GREEDY, in_a_minute())).finish == "stop"


async def test_more_requests_than_rows_are_all_answered(engine: TransformersEngine) -> None:
    requests = [engine.generate(PROMPT, Sampling(seed=seed, max_tokens=10), in_a_minute()) for seed in range(20)]
    assert len(await asyncio.gather(*requests)) == 20


async def test_a_prompt_longer_than_the_context_is_refused(engine: TransformersEngine) -> None:
    with pytest.raises(EngineError, match=r"the prompt has \d+ tokens, too many for the model's context of 1024"):
        await engine.generate((Message("user", "1 " * 5000),), GREEDY, in_a_minute())


async def test_the_text_streams_in_pieces(engine: TransformersEngine) -> None:
    pieces: list[str] = []
    completion = await engine.generate(PROMPT, GREEDY, in_a_minute(), pieces.append)
    assert "".join(pieces) == completion.text
    assert len(pieces) > 10


async def test_a_stop_string_ends_the_text_before_it_and_is_not_streamed(engine: TransformersEngine) -> None:
    pieces: list[str] = []
    whole = await engine.generate(PROMPT, GREEDY, in_a_minute())
    cut = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=200, stop=("print(", "never")), in_a_minute(), pieces.append)
    assert cut.text == "".join(pieces) == whole.text[: whole.text.index("print(")]
    assert cut.finish == "stop"


async def test_every_token_has_its_log_probability(engine: TransformersEngine) -> None:
    completion = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=30, logprobs=True), in_a_minute())
    assert completion.logprobs is not None
    assert len(completion.logprobs) == completion.tokens == 30
    assert all(value <= 0 for value in completion.logprobs)
    assert completion.logprobs[0] > -3  # a greedy token of a trained model is a likely one


async def test_several_samples_of_one_prompt_have_seeds_of_their_own(engine: TransformersEngine) -> None:
    hot = [Sampling(temperature=2.0, top_p=1.0, seed=seed, max_tokens=30) for seed in (5, 6, 7)]
    together = await asyncio.gather(*[engine.generate(PROMPT, sampling, in_a_minute()) for sampling in hot])
    alone = [await engine.generate(PROMPT, sampling, in_a_minute()) for sampling in hot]
    assert together == alone


async def test_four_bit_weights_run_on_the_cpu_and_take_less_memory(engine: TransformersEngine) -> None:
    async with TransformersEngine(DEMO_MODEL, dtype="bfloat16", load_in_4bit=True) as small:
        completion = await small.generate(PROMPT, Sampling(temperature=0.0, max_tokens=8), in_a_minute())
        assert completion.text.startswith("```python")
        assert small.info.details["weights_bytes"] < engine.info.details["weights_bytes"] / 3


async def test_eight_bit_weights_run_on_the_cpu_and_take_less_memory(engine: TransformersEngine) -> None:
    async with TransformersEngine(DEMO_MODEL, dtype="bfloat16", load_in_8bit=True) as small:
        completion = await small.generate(PROMPT, Sampling(temperature=0.0, max_tokens=8), in_a_minute())
        assert completion.text.startswith("```python")
        assert small.info.details["load_in_8bit"] is True
        # The embedding, 30 % of this model's numbers, stays in 16 bits; the engine beside it has 32.
        assert small.info.details["weights_bytes"] < engine.info.details["weights_bytes"] / 2


async def test_without_torch_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InputError, match="needs torch, transformers, missing here: make setup-all, or pip install"):
        create_engine(Settings.preset("cpu-demo-transformers"))


# -- bad checkpoints -------------------------------------------------------------------------------------------------------------------


async def test_what_a_checkpoint_recommends_for_sampling_is_not_applied(engine: TransformersEngine, checkpoint: Path) -> None:
    path = checkpoint / "generation_config.json"
    recommended = {"do_sample": True, "repetition_penalty": 1.8, "no_repeat_ngram_size": 2, "temperature": 0.7, "top_k": 1, "top_p": 0.8}
    path.write_text(json.dumps(json.loads(path.read_text()) | recommended))
    async with TransformersEngine(checkpoint, dtype="float32") as other:
        for sampling in (GREEDY, Sampling(temperature=1.2, top_p=1.0, max_tokens=60, seed=3)):
            texts = [(await each.generate(PROMPT, sampling, in_a_minute())).text for each in (engine, other)]
            assert texts[0] == texts[1]


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is not a folder: --model must name one"):
        create_engine(Settings.preset("cpu-demo-transformers", model=str(tmp_path / "nothing")))


async def test_truncated_weights_are_an_engine_error(checkpoint: Path) -> None:
    weights = checkpoint / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100_000])
    with pytest.raises(EngineError, match=r"cannot load .*model"):
        async with TransformersEngine(checkpoint):
            pass


async def test_a_checkpoint_without_a_chat_template_is_an_engine_error(checkpoint: Path) -> None:
    path = checkpoint / "tokenizer_config.json"
    config = json.loads(path.read_text())
    del config["chat_template"]
    path.write_text(json.dumps(config))
    with pytest.raises(EngineError, match="has no chat template: use an -Instruct checkpoint"):
        async with TransformersEngine(checkpoint, dtype="float32"):
            pass
