"""What the llamacpp engine refuses before it starts a server, and how its server ends with the process that started it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest

from kaggle_utils.engines import create_engine
from kaggle_utils.engines.llamacpp import backend
from kaggle_utils.engines.llamacpp.build import has_gpu_code
from kaggle_utils.errors import InputError
from tests.conftest import DEMO_MODEL
from tests.engines.llamacpp.conftest import MakeSettings
from tests.engines.promises import eventually

PARENT = """
import asyncio, sys
from pathlib import Path
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.settings import Settings
async def main():
    settings = Settings.preset("cpu-demo", engine="llamacpp", model=sys.argv[1], out=Path(sys.argv[2]), smoke_prompt="Hi", smoke_expects="")
    async with create_served_engine(settings) as engine:
        print(*engine.process_ids, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


def test_a_folder_is_refused_with_the_way_out(make_llamacpp_settings: MakeSettings) -> None:
    with pytest.raises(InputError, match=r"models/demo is not a file: .*kaggle_utils fetch"):
        create_engine(make_llamacpp_settings(model=str(DEMO_MODEL)))


def test_a_file_of_another_kind_is_refused(make_llamacpp_settings: MakeSettings) -> None:
    with pytest.raises(InputError, match=r"model.safetensors is not a GGUF file: it begins with"):
        create_engine(make_llamacpp_settings(model=str(DEMO_MODEL / "model.safetensors")))


def test_without_xllamacpp_the_package_is_named(make_llamacpp_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'kaggle-utils\[llamacpp\]'"):
        create_engine(make_llamacpp_settings())


def test_a_file_that_is_cut_off_is_refused(make_llamacpp_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "cut.gguf").write_bytes((DEMO_MODEL / "model.gguf").read_bytes()[:-1])
    with pytest.raises(InputError, match=r"cut.gguf is cut off: it has 7,027,839 bytes, and its header describes 7,027,840"):
        create_engine(make_llamacpp_settings(model=str(tmp_path / "cut.gguf")))


def test_a_preset_for_gpus_is_refused_with_a_build_for_the_processor(make_llamacpp_settings: MakeSettings) -> None:
    with pytest.raises(InputError, match=r"is for GPUs, and the xllamacpp that is installed is a build for the CPU: .*docs/t4.md"):
        create_engine(make_llamacpp_settings(gpu="T4"))


@pytest.mark.parametrize(("content", "has"), [(b"\x7fELF .text .nv_fatbin", True), (b"\x7fELF .text", False)])
def test_a_build_for_cuda_is_known_by_its_gpu_code(content: bytes, has: bool, tmp_path: Path) -> None:
    (tmp_path / "xllamacpp.abi3.so").write_bytes(content)
    assert has_gpu_code(tmp_path) is has


def test_a_field_of_the_serve_table_wins_over_the_default(make_llamacpp_settings: MakeSettings) -> None:
    command = backend.command(make_llamacpp_settings(serve={"n_ctx": 2048, "sampling.top_k": 20}), 8123)
    assert '"n_ctx": 2048' in command[-1]
    assert '"sampling.top_k": 20' in command[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
@pytest.mark.asyncio
async def test_the_server_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(DEMO_MODEL / "model.gguf"), str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109
    )
    assert parent.stdout is not None
    server = int(await parent.stdout.readline())
    assert psutil.pid_exists(server)
    parent.kill()
    await parent.wait()
    await eventually(lambda: not psutil.pid_exists(server) or psutil.Process(server).status() == psutil.STATUS_ZOMBIE)
