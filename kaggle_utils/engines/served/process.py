"""One server process: started, waited for, watched, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from kaggle_utils.engines.base import EngineError
from kaggle_utils.engines.served.backend import Backend
from kaggle_utils.engines.served.ending import Ending

logger = logging.getLogger(__name__)

POLL = 0.5  # seconds between two looks at /health
SAY_EVERY = 20.0  # seconds between two lines of progress
GENTLE, HARD = 10.0, 5.0  # seconds that a process group gets after SIGTERM, and after SIGKILL


def free_port() -> int:
    """A TCP port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(port: int) -> None:
    """Raise EngineError when somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise EngineError(
                f"port {port} is taken by another program ({error.strerror}): stop it, or leave port out of the preset's serve table"
            ) from None


class ServerEndedError(EngineError):
    """A server's process has ended."""

    def __init__(self, title: str, ending: Ending, status: int, log: Path) -> None:
        how = f" with status {status}" if status >= 0 else ""
        super().__init__(f"{title} ended{how}: {ending.cause} (log: {log})")
        self.ending = ending


class ServerProcess:
    """The process, in a session of its own, writing to a log file."""

    def __init__(self, backend: Backend, command: Sequence[str], environment: Mapping[str, str], log: Path, url: str) -> None:
        self.backend = backend
        self.url = url
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._process: asyncio.subprocess.Process | None = None
        self._log_start = 0

    async def start(self) -> None:
        """Start the process; its log goes on behind what an earlier start wrote."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                # A signal to the notebook's process group must not reach the server, nor one to the server's the notebook.
                start_new_session=True,
            )

    @property
    def process_id(self) -> int:
        """The server's process, which leads its group."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there; a stopped one is."""
        return self._process is not None and self._process.returncode is None

    def read_log(self) -> str:
        """What this start of the server has written."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def ended(self) -> ServerEndedError:
        """Why the process, which is not there any more, has ended."""
        assert self._process is not None and self._process.returncode is not None
        status = self._process.returncode
        return ServerEndedError(self.backend.title, self.backend.read_ending(self.read_log(), status), status, self.log)

    async def wait_for_end(self) -> None:
        """Wait until the process ends."""
        assert self._process is not None
        await self._process.wait()

    async def wait_until_healthy(self, deadline: float) -> None:
        """Wait for /health, saying how it goes. Raises ServerEndedError when the process ends, EngineError when the deadline passes."""
        import httpx

        started = said = time.monotonic()
        health = self.url.removesuffix("/v1") + "/health"
        async with httpx.AsyncClient(trust_env=False, timeout=5.0) as client:
            while True:
                if not self.is_running:
                    raise self.ended()
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(health)).status_code == httpx.codes.OK:
                        logger.info("%s is up after %.0f s", self.url, time.monotonic() - started)
                        return
                now = time.monotonic()
                if now >= deadline:
                    said_last = f"last it wrote {self._last_line()!r} (log: {self.log})"
                    raise EngineError(f"{self.backend.title} was not up after {now - started:.0f} s; {said_last}")
                if now - said >= SAY_EVERY:
                    said = now
                    logger.info("%s has been loading for %.0f s: %s", self.backend.title, now - started, self._last_line())
                await asyncio.sleep(POLL)

    async def stop(self) -> None:
        """End the whole process group, the ranks included, gently and then not."""
        if self._process is None:
            return
        for number, patience in ((signal.SIGTERM, GENTLE), (signal.SIGKILL, HARD)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            if await self._wait_for_group(patience):
                break
        await self._process.wait()

    async def _wait_for_group(self, patience: float) -> bool:
        """Whether the group has no member left before the patience ends. The leader's end alone says nothing of the ranks."""
        assert self._process is not None
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return True
            await asyncio.sleep(0.05)
        return False

    def _last_line(self) -> str:
        lines = [line for line in self.read_log().splitlines() if line.strip()]
        return lines[-1].strip()[-200:] if lines else "nothing yet"
