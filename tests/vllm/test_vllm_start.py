"""How the vllm engine does not come up and what it says of it, and that a server ends with the process that started it."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from kaggle_utils.engines import EngineError
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL
from tests.engines.promises import eventually
from tests.vllm.conftest import SERVER_PYTHON

pytestmark = pytest.mark.asyncio(loop_scope="module")

Make = Callable[..., Settings]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def refusals(make_vllm_settings: Make, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, str]]:
    """What the engine says of set-ups with which no server comes up, tried side by side: most of a start is one process's imports."""
    unknown = tmp_path_factory.mktemp("checkpoint") / "unknown"
    shutil.copytree(DEMO_MODEL, unknown, ignore=shutil.ignore_patterns("training", "*.py"))
    config = json.loads((unknown / "config.json").read_text())
    (unknown / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "magic"}}))
    serve = dict(make_vllm_settings().serve)
    setups = {
        "too little memory": make_vllm_settings(serve={**serve, "num_gpu_blocks_override": 2}),
        "an unknown quantisation": make_vllm_settings(model=str(unknown)),
        "an unknown flag": make_vllm_settings(serve={**serve, "no_such_flag": 1}),
        "no vLLM": make_vllm_settings(server_python=sys.executable),
    }

    async def try_out(settings: Settings) -> str:
        with pytest.raises(EngineError) as raised:
            async with create_served_engine(settings):
                pass
        return str(raised.value)

    said = await asyncio.gather(*[try_out(settings) for settings in setups.values()])
    yield dict(zip(setups, said, strict=True))


async def test_a_context_that_does_not_fit_into_memory_says_so(refusals: Mapping[str, str]) -> None:
    assert "the context does not fit into the memory that the weights leave" in refusals["too little memory"]


async def test_an_unknown_quantisation_is_one_clear_error(refusals: Mapping[str, str]) -> None:
    assert "quantisation" in refusals["an unknown quantisation"]


async def test_a_flag_that_this_vllm_does_not_know_is_named(refusals: Mapping[str, str]) -> None:
    assert "this vLLM does not know --no-such-flag" in refusals["an unknown flag"]


async def test_an_interpreter_without_vllm_is_named(refusals: Mapping[str, str]) -> None:
    assert "the interpreter of the server has no vllm" in refusals["no vLLM"]


async def test_a_taken_port_is_named_before_anything_starts(make_vllm_settings: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = make_vllm_settings(serve={**make_vllm_settings().serve, "port": port})
        with pytest.raises(EngineError, match=f"port {port} is taken by another program"):
            async with create_served_engine(settings):
                pass


async def test_a_missing_tokenizer_is_found_before_anything_starts(checkpoint: Path, make_vllm_settings: Make) -> None:
    (checkpoint / "tokenizer.json").unlink()
    with pytest.raises(InputError, match="has no tokenizer"):
        create_served_engine(make_vllm_settings(model=str(checkpoint)))


async def test_the_server_dies_with_the_process_that_started_it(make_vllm_settings: Make) -> None:
    settings = make_vllm_settings()
    script = f"""
import asyncio
from pathlib import Path
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.settings import Settings

async def main():
    own = dict(server_python={SERVER_PYTHON!r}, out=Path({str(settings.out)!r}), environment={dict(settings.environment)!r})
    async with create_served_engine(Settings.preset("vllm-cpu", **own)) as engine:
        print(*engine.process_ids, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        server = psutil.Process(int(parent.stdout.readline()))
        family = [server, *server.children(recursive=True)]
        parent.send_signal(signal.SIGKILL)
    await eventually(lambda: not any(process.is_running() and process.status() != "zombie" for process in family))
