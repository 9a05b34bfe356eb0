"""How the vllm engine comes up, or does not: the ladder, bad checkpoints, a taken port, the death of its parent."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from safetensors.torch import load_file, save_file

from kaggle_utils.engines import EngineError
from kaggle_utils.engines.vllm_engine import VllmEngine
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL
from tests.vllm.conftest import SERVER_PYTHON, eventually

pytestmark = pytest.mark.asyncio


async def test_the_ladder_steps_down_past_real_failures(checkpoint: Path, make_vllm_settings: Callable[..., Settings]) -> None:
    weights = load_file(checkpoint / "model.safetensors")
    weights["model.layers.0.mlp.down_proj.weight"] = weights["model.layers.0.mlp.down_proj.weight"][:, :100].contiguous()
    save_file(weights, checkpoint / "model.safetensors", metadata={"format": "pt"})
    ladder = ({"model": str(DEMO_MODEL), "serve": {"max_model_len": 4096}}, {"model": str(DEMO_MODEL)})
    async with VllmEngine(make_vllm_settings(model=str(checkpoint), ladder=ladder)) as engine:
        damaged, too_long = engine.info.steps_down
        assert str(checkpoint) in damaged
        assert "max_model_len 4096 is longer than the 1024" in too_long
        assert engine.info.model == str(DEMO_MODEL)


async def test_a_context_that_does_not_fit_into_memory_says_so(make_vllm_settings: Callable[..., Settings]) -> None:
    settings = make_vllm_settings(serve={**make_vllm_settings().serve, "num_gpu_blocks_override": 2})
    with pytest.raises(EngineError, match="the context does not fit into the memory that the weights leave"):
        async with VllmEngine(settings):
            pass


async def test_an_unknown_quantisation_is_one_clear_error(checkpoint: Path, make_vllm_settings: Callable[..., Settings]) -> None:
    config = json.loads((checkpoint / "config.json").read_text())
    (checkpoint / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "magic"}}))
    with pytest.raises(EngineError, match="quantisation"):
        async with VllmEngine(make_vllm_settings(model=str(checkpoint))):
            pass


async def test_a_taken_port_is_named_before_anything_starts(make_vllm_settings: Callable[..., Settings]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = make_vllm_settings(serve={**make_vllm_settings().serve, "port": port})
        with pytest.raises(EngineError, match=f"port {port} is taken by another program"):
            async with VllmEngine(settings):
                pass


async def test_a_flag_that_this_vllm_does_not_know_is_named(make_vllm_settings: Callable[..., Settings]) -> None:
    settings = make_vllm_settings(serve={**make_vllm_settings().serve, "no_such_flag": 1})
    with pytest.raises(EngineError, match="this vLLM does not know --no-such-flag"):
        async with VllmEngine(settings):
            pass


async def test_an_interpreter_without_vllm_is_named(make_vllm_settings: Callable[..., Settings]) -> None:
    with pytest.raises(EngineError, match="the interpreter of the server has no vllm"):
        async with VllmEngine(make_vllm_settings(server_python=sys.executable)):
            pass


async def test_a_missing_tokenizer_is_found_before_anything_starts(checkpoint: Path, make_vllm_settings: Callable[..., Settings]) -> None:
    (checkpoint / "tokenizer.json").unlink()
    with pytest.raises(InputError, match="has no tokenizer"):
        VllmEngine(make_vllm_settings(model=str(checkpoint)))


async def test_the_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = f"""
import asyncio
from pathlib import Path
from kaggle_utils.engines.vllm_engine import VllmEngine
from kaggle_utils.settings import Settings

async def main():
    async with VllmEngine(Settings.preset("vllm-cpu", server_python={SERVER_PYTHON!r}, out=Path({str(tmp_path)!r}))) as engine:
        print(*engine.process_ids, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        server = psutil.Process(int(parent.stdout.readline()))
        family = [server, *server.children(recursive=True)]
        parent.send_signal(signal.SIGKILL)
    await eventually(lambda: not any(process.is_running() and process.status() != "zombie" for process in family), seconds=30)
