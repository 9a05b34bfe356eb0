from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from kaggle_utils.sandbox import Sandbox, SandboxError, Verdict
from kaggle_utils.sandbox.zygote import visible
from kaggle_utils.sandbox.zygote.confine import NICENESS
from kaggle_utils.sandbox.zygote.layers import SWITCHABLE, LayerSupport, run_trial
from tests.sandbox.processes import descendants


async def test_the_layers_in_force_are_named_and_the_others_explained(sandbox: Sandbox) -> None:
    assert "resource limits" in sandbox.layers
    assert set(SWITCHABLE) == set(SWITCHABLE) & set(sandbox.layers) | set(sandbox.missing)
    assert all(sandbox.missing.values())


async def test_a_layer_that_is_required_and_missing_is_named() -> None:
    with pytest.raises(SandboxError, match=r"landlock \(switched off\)"):
        async with Sandbox(workers=1, require=("resource limits", "landlock"), without=("landlock",)):
            pytest.fail("it must not start")


@pytest.mark.parametrize("arguments", [{"require": ("walls",)}, {"without": ("own session",)}, {"without": "uid"}, {"workers": 0}])
def test_arguments_that_make_no_sense_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        Sandbox(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "without",
    [SWITCHABLE, ("namespaces",), ("namespaces", "landlock"), ("seccomp",), ("uid", "namespaces"), ("no_new_privs",), ("subreaper",)],
    ids=lambda without: "-".join(without)[:40],
)
async def test_programs_run_and_cells_roll_back_without_any_of_the_layers(without: tuple[str, ...]) -> None:
    async with Sandbox(workers=1, without=without) as weaker:
        assert set(weaker.layers).isdisjoint(without)
        assert (await weaker.run("import sympy\nprint(sympy.isprime(7))")).stdout == "True\n"
        assert (await weaker.run("while True: pass", timeout=1.0)).verdict is Verdict.TIMEOUT
        if "subreaper" in weaker.layers or "namespaces" in weaker.layers:
            async with weaker.session() as session:
                await session.run("x = 1")
                await session.run("x = 2\nimport os\nos._exit(0)")
                assert (await session.run("x")).stdout == "1\n"


@pytest.mark.parametrize(
    ("layer", "action"),
    [
        ("seccomp", "import socket\nsocket.socket()"),
        ("seccomp", "import os\nos.kill(os.getppid(), 0)"),
        ("seccomp", "import resource, os\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU)"),
        ("seccomp", "import os\nos.memfd_create('x')"),
        ("seccomp", "import fcntl, os\nfcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())"),
        ("landlock", "open('/proc/1/environ').read()"),
        ("landlock", "import os\nos.listdir('/')"),
        ("landlock", f"open({__file__!r}).read()"),
        ("uid", "import os\nos.setuid(0)"),
    ],
)
async def test_what_a_layer_refuses_is_an_error_that_a_model_can_read(sandbox: Sandbox, layer: str, action: str) -> None:
    if layer not in sandbox.layers:
        pytest.skip(f"no {layer} here: {sandbox.missing[layer]}")
    execution = await sandbox.run(action)
    assert execution.verdict is Verdict.ERROR
    assert execution.error is not None
    assert execution.error.startswith(("PermissionError", "FileNotFoundError")), execution.error


async def test_our_own_files_are_out_of_sight(sandbox: Sandbox) -> None:
    if "namespaces" not in sandbox.layers and "landlock" not in sandbox.layers:
        pytest.skip("nothing here hides files")
    execution = await sandbox.run("import kaggle_utils")
    assert (execution.verdict, execution.error) == (Verdict.ERROR, "ModuleNotFoundError: No module named 'kaggle_utils' (line 1)")
    assert (await sandbox.run("import os\nos.stat('/kaggle/input')")).verdict is Verdict.ERROR


def test_a_trial_that_fails_says_why() -> None:
    support = LayerSupport()
    assert not support.try_layer("seccomp", lambda: (_ for _ in ()).throw(OSError(38, "Function not implemented")))
    assert "Function not implemented" in support.missing["seccomp"]
    assert run_trial(lambda: None) is None


def test_the_way_to_a_hidden_folder_is_split_into_what_is_beside_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("root")
    for name in ("a/secret", "a/open", "b"):
        (root / name).mkdir(parents=True)
    assert list(visible.paths_without(str(root), [str(root / "a" / "secret")])) == [str(root / "a" / "open"), str(root / "b")]
    assert list(visible.paths_without(str(root / "b"), [str(root / "a")])) == [str(root / "b")]


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this kernel does not group processes by session")
async def test_a_program_is_nice_to_other_sessions_too(sandbox: Sandbox) -> None:
    running = asyncio.create_task(sandbox.run("while True: pass", timeout=120.0))
    async with asyncio.timeout(100.0):
        while not any(f"nice {NICENESS}" in _autogroup(pid) for pid in descendants()):
            assert not running.done()
            await asyncio.sleep(0.05)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _autogroup(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/autogroup").read_text()
    except OSError:
        return ""
