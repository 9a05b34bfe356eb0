"""The life of a server process, with small programs in vLLM's place; the real one is started in tests/vllm."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from pathlib import Path

import psutil
import pytest

from kaggle_utils.engines import EngineError
from kaggle_utils.engines.served.process import ServerProcess, check_port, free_port
from kaggle_utils.engines.vllm.backend import VLLM

pytestmark = pytest.mark.asyncio
LIMIT = 120.0  # seconds; an interpreter starts in well under one, on a machine that is busy with other things in a few

HEALTHY = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + HEALTHY
FAILING = "import sys; print('ValueError: No available memory for the cache blocks. Try more.'); sys.exit(3)"
SILENT = "import time; print('loading shard 1 of 7', flush=True); time.sleep(600)"


def make_server(tmp_path: Path, program: str) -> ServerProcess:
    port = free_port()
    return ServerProcess(
        VLLM, [sys.executable, "-c", program, str(port)], {"PATH": "/bin"}, tmp_path / "vllm-0.log", f"http://127.0.0.1:{port}/v1"
    )


def soon(seconds: float = LIMIT) -> float:
    return time.monotonic() + seconds


async def test_it_is_healthy_when_health_says_so(tmp_path: Path) -> None:
    server = make_server(tmp_path, HEALTHY)
    await server.start()
    await server.wait_until_healthy(soon())
    assert server.is_running
    await server.stop()
    assert not server.is_running


@pytest.mark.parametrize("program", [HEALTHY, STUBBORN])
async def test_stopping_ends_the_whole_group(tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaggle_utils.engines.served.process.GENTLE", 1.0)
    server = make_server(tmp_path, program)
    await server.start()
    await server.wait_until_healthy(soon())
    child = int(server.read_log().split()[1])
    await server.stop()
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


async def test_a_server_that_ends_is_explained_from_its_log(tmp_path: Path) -> None:
    server = make_server(tmp_path, FAILING)
    await server.start()
    with pytest.raises(EngineError, match=r"ended with status 3: the weights leave no memory for the KV cache: raise .*vllm-0\.log"):
        await server.wait_until_healthy(soon())
    await server.stop()


async def test_a_server_that_takes_too_long_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    server = make_server(tmp_path, SILENT)
    await server.start()
    async with asyncio.timeout(LIMIT):
        while "loading shard" not in server.read_log():
            await asyncio.sleep(0.01)
    with pytest.raises(EngineError, match=r"was not up after [0-9]+ s; last it wrote 'loading shard 1 of 7'"):
        await server.wait_until_healthy(soon(0.1))
    await server.stop()


async def test_a_second_start_writes_behind_the_first_and_is_read_alone(tmp_path: Path) -> None:
    server = make_server(tmp_path, "print('once')")
    for _ in range(2):
        await server.start()
        async with asyncio.timeout(LIMIT):
            while server.is_running:
                await asyncio.sleep(0.01)
    assert server.read_log() == "once\n"
    assert server.log.read_text() == "once\nonce\n"


async def test_a_free_port_is_free_and_a_taken_one_is_named() -> None:
    check_port(free_port())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=f"port {port} is taken by another program"):
            check_port(port)
