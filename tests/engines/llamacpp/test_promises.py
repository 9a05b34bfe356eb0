"""llama.cpp keeps the promises of an engine with servers of its own; it is up once for all of these, by a ladder past real failures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio

from kaggle_utils.engines.backends import create_served_engine
from tests.conftest import DEMO_MODEL
from tests.engines.llamacpp.conftest import SLOTS, MakeSettings
from tests.engines.promises import *  # noqa: F403  # the tests
from tests.engines.promises import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(make_llamacpp_settings: MakeSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """An engine whose first three steps meet a real failure each: a file that is cut off, one of an unknown kind, a wrong field."""
    folder = tmp_path_factory.mktemp("models")
    whole = (DEMO_MODEL / "model.gguf").read_bytes()
    cut = folder / "cut.gguf"
    cut.write_bytes(whole[:5_000])
    unknown = folder / "unknown.gguf"
    unknown.write_bytes(whole.replace(b"qwen2", b"qwenX"))
    model = str(DEMO_MODEL / "model.gguf")
    ladder = ({"model": str(unknown)}, {"model": model, "serve": {"n_contexts": 7}}, {"model": model})
    settings = make_llamacpp_settings(model=str(cut), ladder=ladder)
    async with create_served_engine(settings) as up:
        yield Served(
            up,
            running="llamacpp:requests_processing",
            written="llamacpp:tokens_predicted_total",
            core=lambda: [psutil.Process(up.process_ids[0])],
            refusal="1024",
        )


async def test_the_ladder_steps_down_past_real_failures(served: Served) -> None:
    cut, unknown, field = served.engine.info.steps_down
    assert "cut.gguf is cut off inside its header: it has 5,000 bytes" in cut
    assert "unknown.gguf: llama.cpp ended with status 1: " in unknown
    assert "unknown model architecture: 'qwenX'" in unknown
    assert "'n_contexts', which llama.cpp's parameters do not have" in field


async def test_it_has_the_slots_that_it_says(served: Served) -> None:
    assert served.engine.info.capacity == served.engine.info.details["slots"] == SLOTS


async def test_the_kv_cache_has_the_size_that_the_models_shape_asks_for(served: Served) -> None:
    bytes_per_token = 4 * 2 * 2 * 64 * 2  # layers, keys and values, heads, values a head, bytes of a half
    assert served.engine.info.details["kv_mib"] == bytes_per_token * 1024 * SLOTS / 2**20
