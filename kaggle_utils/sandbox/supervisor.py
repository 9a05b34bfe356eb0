"""Owns the fork server: starts it, hands it requests, notices when it is dead or stuck, and starts another one.

One thread does all the waiting, so that requests may come from any thread and any event loop, and no signal handler is needed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from kaggle_utils.sandbox.request_queue import Request, RequestQueue
from kaggle_utils.sandbox.server_process import ServerProcess
from kaggle_utils.sandbox.zygote.protocol import ProtocolError

logger = logging.getLogger(__name__)

BOOT_SECONDS = 60.0  # for a server to load sympy; 1 s on a desktop, several in gVisor
PING_SECONDS = 0.5  # between two pings while something is under way
MAX_MISSED_PINGS = 6  # unanswered ones after which the server counts as stuck; it never blocks for longer than a fork
MAX_FAILED_STARTS = 3  # in a row, after which all requests fail


class SandboxError(RuntimeError):
    """The sandbox cannot start with the layers that were asked for, or it is closed."""


class Supervisor:
    """Keeps one fork server running. All methods may be called from any thread."""

    def __init__(self, workers: int, require: Sequence[str], without: Sequence[str]) -> None:
        self._required_layers = tuple(require)  # of every server: at first what the caller requires, then what the first server had
        self._workers = workers
        self._without = list(without)
        self._lock = threading.Lock()  # of the requests, of what is sent to the server, and of _connected
        self._requests = RequestQueue(workers)
        self._server: ServerProcess | None = None
        self._connected = False  # the server is up and takes requests
        self._closing = False
        self._ready: Future[dict[str, Any]] = Future()
        self._wake_reader, self._wake_writer = os.pipe()
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    # -- what callers use ------------------------------------------------------------------------------------------------------------

    def start(self) -> Future[dict[str, Any]]:
        """Start the thread and the server. Returns the future of the server's description of itself; it fails with SandboxError."""
        self._thread.start()
        return self._ready

    def submit(self, message: dict[str, Any], *, takes_worker: bool = True, retryable: bool = False) -> Request:
        """Queue a message. Its future is the answer, or one with the verdict ``harness``. Raises SandboxError once closed."""
        with self._lock:
            if self._closing:
                raise SandboxError("the sandbox is closed")
            request = self._requests.add(message, takes_worker, retryable)
            self._dispatch()
        self._wake()
        return request

    def cancel(self, request: Request) -> None:
        """Stop a request; its future still gets an answer."""
        with self._lock:
            if self._requests.cancel(request):
                self._send({"op": "cancel", "id": request.id})
        self._wake()

    def notify(self, message: dict[str, Any]) -> None:
        """Send a message that has no answer."""
        with self._lock:
            if not self._closing and self._connected:
                self._send(message)
        self._wake()

    def close(self) -> None:
        """End the server, answer what is open and remove the files. Blocks for a moment."""
        with self._lock:
            self._closing = True
        self._wake()
        if self._thread.ident is not None:
            self._thread.join()
        for descriptor in (self._wake_reader, self._wake_writer):
            os.close(descriptor)

    @property
    def server_pid(self) -> int | None:
        """The process id of the server that runs now."""
        server = self._server
        return server.pid if server else None

    @property
    def in_flight(self) -> list[str]:
        """The operations that the server has not answered."""
        with self._lock:
            return [request.message["op"] for request in self._requests.in_flight]

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_writer, b"w")

    def _is_closing(self) -> bool:
        return self._closing

    # -- sending; the lock is held ---------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Send what the server has room for."""
        if self._connected:
            for request in self._requests.take():
                self._send(request.message)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server is not None
        self._server.send(message)

    # -- the thread ------------------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while not self._is_closing():
            try:
                self._server = ServerProcess(self._workers, self._without)
                info = self._await_ready(self._server)
                failures = 0
                if not self._ready.done():
                    self._ready.set_result(info)
                reason = self._serve(self._server)
                if not self._is_closing():
                    logger.warning("the sandbox's server is started again: %s", reason)
            except (SandboxError, ProtocolError, OSError) as error:
                if self._is_closing():
                    break
                failures += 1
                logger.warning("the sandbox's server did not start: %s", error)
                if not self._ready.done():
                    self._ready.set_exception(SandboxError(str(error)))
                    self._closing = True
                elif failures >= MAX_FAILED_STARTS:
                    self._fail_all(str(error))
                    select.select([self._wake_reader], [], [], BOOT_SECONDS)  # try again when there is something to do
                    failures -= 1
            finally:
                self._end_server()
        if not self._ready.done():
            self._ready.set_exception(SandboxError("the sandbox was closed before it was up"))
        self._fail_all("the sandbox was closed")

    def _await_ready(self, server: ServerProcess) -> dict[str, Any]:
        """Wait until the server is up and return its description of itself. Raises SandboxError, ProtocolError or OSError."""
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline and not self._closing:
            readable, _ = server.wait(deadline - time.monotonic(), self._wake_reader, writing=False)
            if not readable:
                continue
            try:
                messages = server.receive()
            except OSError:  # it ended with our message unread
                messages = None
            if messages is None:
                raise SandboxError(f"the server ended while it started: {server.last_log_line()}")
            for info in messages:
                if info["op"] != "ready":
                    raise SandboxError(str(info.get("error")))
                self._check_layers(info)
                with self._lock:
                    self._connected = True
                    self._dispatch()
                return info
        raise SandboxError("the server did not start in time")

    def _check_layers(self, info: dict[str, Any]) -> None:
        lacking = [
            f"{layer} ({info['missing'].get(layer, 'for no known reason')})"
            for layer in self._required_layers
            if layer not in info["layers"]
        ]
        if lacking:
            raise SandboxError(f"the sandbox lacks a required layer: {', '.join(lacking)}")
        self._required_layers = tuple(info["layers"])

    def _serve(self, server: ServerProcess) -> str:
        """Pass answers on until the server has ended, is stuck or is closed, and return the reason."""
        pings = 0
        next_ping = time.monotonic() + PING_SECONDS
        while not self._closing:
            with self._lock:
                busy, blocked = bool(self._requests.in_flight), server.is_blocked
            timeout = max(0.0, next_ping - time.monotonic()) if busy else None
            readable, writable = server.wait(timeout, self._wake_reader, blocked)
            if writable:
                with self._lock:
                    server.push()
            if readable:
                try:
                    messages = server.receive()
                except OSError as error:
                    return str(error)
                if messages is None:
                    return f"it ended: {server.last_log_line()}"
                pings = 0
                for message in messages:
                    self._pass_on(message)
            now = time.monotonic()
            if not busy:
                next_ping = max(next_ping, now + PING_SECONDS)
                pings = 0
            elif now >= next_ping:
                if pings >= MAX_MISSED_PINGS:
                    return "it is stuck"
                with self._lock:
                    if self._requests.has_overdue(now):
                        return "a run is overdue"
                    self._send({"op": "ping"})
                pings += 1
                next_ping = now + PING_SECONDS
        return "closed"

    def _pass_on(self, message: dict[str, Any]) -> None:
        if message["op"] != "done":
            return
        with self._lock:
            request = self._requests.answered(message["id"])
            self._dispatch()
        if request is not None:
            request.future.set_result(message)

    def _end_server(self) -> None:
        """End the server; what it had is queued again or fails."""
        with self._lock:
            self._connected = False
            if self._server is not None:
                self._server.disconnect()
            self._requests.requeue_or_fail(again=not self._closing)
        if self._server is not None:
            self._server.end(at_once=not self._closing)
            self._server = None

    def _fail_all(self, reason: str) -> None:
        with self._lock:
            requests = self._requests.remove_all()
        for request in requests:
            request.fail(reason)
