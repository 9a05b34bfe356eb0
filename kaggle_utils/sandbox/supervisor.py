"""Owns the fork server: starts it, hands it requests, notices when it is dead or stuck, and starts another one.

One thread does all the waiting, so that requests may come from any thread and any event loop, and no signal handler is needed.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaggle_utils.sandbox.zygote.protocol import Decoder, ProtocolError, encode

logger = logging.getLogger(__name__)

BOOT = Path(__file__).with_name("zygote") / "boot.py"
BOOT_SECONDS = 60.0  # for a server to load sympy; 1 s on a desktop, several in gVisor
PING_SECONDS = 0.5  # between two pings while something is under way
MISSED_PINGS = 6  # unanswered ones after which the server counts as stuck; it never blocks for longer than a fork
OVERDUE_SECONDS = 10.0  # beyond its time-out, after which a run counts as forgotten
CLOSE_SECONDS = 2.0  # for a server to end by itself
MOST_FAILED_STARTS = 3  # in a row, after which what waits is given up
ATTEMPTS = 2  # a run that was under way when its server died is tried once more
HIDDEN = (str(Path(__file__).resolve().parents[1]), "/kaggle")  # this package, the competition's inputs and outputs


class SandboxError(RuntimeError):
    """The sandbox cannot be had as asked for."""


@dataclass
class Request:
    """One message to the server and the future of its answer. ``limited`` ones take up a worker."""

    id: int
    message: dict[str, Any]
    limited: bool
    retried: bool
    future: Future[dict[str, Any]] = field(default_factory=Future)
    attempts: int = 0
    sent: float = 0.0


class Supervisor:
    """The fork server's keeper. All methods may be called from any thread."""

    def __init__(self, workers: int, require: Sequence[str], without: Sequence[str]) -> None:
        self._promised = tuple(require)  # the layers that every server must have: at first what is required, then what the first one had
        self._workers = workers
        self._without = list(without)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._queue: deque[Request] = deque()
        self._in_flight: dict[int, Request] = {}
        self._outgoing = bytearray()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._root = ""
        self._closing = False
        self._ready: Future[dict[str, Any]] = Future()
        self._wake_reader, self._wake_writer = os.pipe()
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    # -- what callers use ------------------------------------------------------------------------------------------------------------

    def start(self) -> Future[dict[str, Any]]:
        """Start the thread and the server. The future is what the server says of itself; it fails with SandboxError."""
        self._thread.start()
        return self._ready

    def submit(self, message: dict[str, Any], *, limited: bool = True, retried: bool = False) -> Request:
        """Queue a message. Its future is the answer, or one with the verdict ``harness``. Raises SandboxError once closed."""
        with self._lock:
            if self._closing:
                raise SandboxError("the sandbox is closed")
            request = Request(next(self._numbers), message, limited, retried)
            request.message = message | {"id": request.id}
            if limited:
                self._queue.append(request)
            else:
                self._queue.appendleft(request)
            self._dispatch()
        self._wake()
        return request

    def cancel(self, request: Request) -> None:
        """Stop a request; its future still gets an answer."""
        with self._lock:
            if request in self._queue:
                self._queue.remove(request)
                _answer(request, "cancelled")
            elif request.id in self._in_flight:
                request.attempts = ATTEMPTS
                self._transmit({"op": "cancel", "id": request.id})
        self._wake()

    def notify(self, message: dict[str, Any]) -> None:
        """Send a message that has no answer."""
        with self._lock:
            if not self._closing and self._socket is not None:
                self._transmit(message)
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
        return self._process.pid if self._process else None

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_writer, b"w")

    def _is_closing(self) -> bool:
        return self._closing

    # -- sending; the lock is held ----------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Send what the server has room for."""
        if self._socket is None:
            return
        busy = sum(request.limited for request in self._in_flight.values())
        while self._queue and (not self._queue[0].limited or busy < self._workers):
            request = self._queue.popleft()
            request.attempts += 1
            request.sent = time.monotonic()
            busy += request.limited
            self._in_flight[request.id] = request
            self._transmit(request.message)

    def _transmit(self, message: dict[str, Any]) -> None:
        self._outgoing += encode(message)
        self._push()

    def _push(self) -> None:
        assert self._socket is not None
        while self._outgoing:
            try:
                sent = self._socket.send(self._outgoing, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                return
            except OSError:  # the reading side notices that it is gone
                self._outgoing.clear()
                return
            del self._outgoing[:sent]

    # -- the thread -------------------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while not self._is_closing():
            self._root = tempfile.mkdtemp(prefix="sandbox-")
            try:
                info = self._boot()
                failures = 0
                if not self._ready.done():
                    self._ready.set_result(info)
                reason = self._serve()
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
                elif failures >= MOST_FAILED_STARTS:
                    self._give_up(str(error))
                    select.select([self._wake_reader], [], [], BOOT_SECONDS)  # try again when there is something to do
                    failures -= 1
            finally:
                self._bury()
        if not self._ready.done():
            self._ready.set_exception(SandboxError("the sandbox was closed before it was up"))
        self._give_up("the sandbox was closed")

    def _boot(self) -> dict[str, Any]:
        """Start a server and wait until it is ready. Raises SandboxError, ProtocolError or OSError."""
        root = Path(self._root)
        root.chmod(0o711)
        ours, theirs = socket.socketpair()
        try:
            with (root / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-s", "-P", str(BOOT), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(theirs.fileno(),), cwd="/", env=_environment(),
                    start_new_session=True,
                )  # fmt: skip
            ours.sendall(encode({"workers": self._workers, "without": self._without, "hidden": HIDDEN, "root": self._root}))
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        self._decoder = Decoder()
        try:
            info = self._await_ready(ours)
            self._check_layers(info)
        except BaseException:
            ours.close()
            raise
        with self._lock:
            self._socket = ours
            self._outgoing.clear()
            self._dispatch()
        return info

    def _check_layers(self, info: dict[str, Any]) -> None:
        lacking = [
            f"{layer} ({info['missing'].get(layer, 'for no known reason')})" for layer in self._promised if layer not in info["layers"]
        ]
        if lacking:
            raise SandboxError(f"the sandbox lacks a required layer: {', '.join(lacking)}")
        self._promised = tuple(info["layers"])

    def _await_ready(self, ours: socket.socket) -> dict[str, Any]:
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline and not self._closing:
            if not self._wait_for(ours, deadline - time.monotonic()):
                continue
            try:
                chunk = ours.recv(2**16)
            except OSError:  # it ended with our message unread
                chunk = b""
            for message in self._decoder.feed(chunk):
                if message["op"] == "ready":
                    return message
                raise SandboxError(str(message.get("error")))
            if not chunk:
                raise SandboxError(f"the server ended while it started: {self._log()}")
        raise SandboxError("the server did not start in time")

    def _wait_for(self, ours: socket.socket, seconds: float | None, writing: bool = False) -> bool:
        """Wait until there is something to read (True) or for another reason to go on; push out what can be sent meanwhile."""
        readable, writable, _ = select.select([ours.fileno(), self._wake_reader], [ours.fileno()] if writing else [], [], seconds)
        if self._wake_reader in readable:
            os.read(self._wake_reader, 4096)
        if writable:
            with self._lock:
                self._push()
        return ours.fileno() in readable

    def _serve(self) -> str:
        """Pass answers on until the server is gone, stuck or no longer wanted; return which."""
        assert self._socket is not None
        pings = 0
        next_ping = time.monotonic() + PING_SECONDS
        while not self._closing:
            with self._lock:
                busy, blocked = bool(self._in_flight), bool(self._outgoing)
            patience = max(0.0, next_ping - time.monotonic()) if busy else None
            if self._wait_for(self._socket, patience, writing=blocked):
                try:
                    chunk = self._socket.recv(2**18)
                except OSError as error:
                    return str(error)
                if not chunk:
                    return f"it ended: {self._log()}"
                pings = 0
                for message in self._decoder.feed(chunk):
                    self._take(message)
            now = time.monotonic()
            if not busy:
                next_ping = max(next_ping, now + PING_SECONDS)
                pings = 0
            elif now >= next_ping:
                if pings >= MISSED_PINGS:
                    return "it is stuck"
                if self._has_overdue(now):
                    return "a run is overdue"
                pings += 1
                next_ping = now + PING_SECONDS
                with self._lock:
                    self._transmit({"op": "ping"})
        return "closed"

    def _take(self, message: dict[str, Any]) -> None:
        if message["op"] != "done":
            return
        with self._lock:
            request = self._in_flight.pop(message["id"], None)
            self._dispatch()
        if request is not None:
            request.future.set_result(message)

    def _has_overdue(self, now: float) -> bool:
        with self._lock:
            return any(
                request.message["op"] == "run" and now > request.sent + request.message["timeout"] + OVERDUE_SECONDS
                for request in self._in_flight.values()
            )

    def _bury(self) -> None:
        """End the server and see to what it leaves: processes, requests, files."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None
            lost = list(self._in_flight.values())
            self._in_flight.clear()
            for request in reversed(lost):
                if request.retried and request.attempts < ATTEMPTS and not self._closing:
                    self._queue.appendleft(request)
                else:
                    _answer(request, "the sandbox's server ended during the run")
        if self._process is not None:
            if self._closing:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(CLOSE_SECONDS)
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None
        # rm, because a program may have left a tree deeper than Python's own removal can walk.
        if shutil.which("rm"):
            subprocess.run(["sh", "-c", 'chmod -R u+rwX "$1"; rm -rf "$1"', "sh", self._root], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self._root, ignore_errors=True)

    def _give_up(self, reason: str) -> None:
        with self._lock:
            waiting = [*self._queue, *self._in_flight.values()]
            self._queue.clear()
            self._in_flight.clear()
        for request in waiting:
            _answer(request, reason)

    def _log(self) -> str:
        """The last line that the server wrote before it ended."""
        try:
            text = Path(self._root, "log").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return "it left no log"
        return text.rpartition("\n")[2][-500:] or "it left no word"


def _answer(request: Request, error: str) -> None:
    if not request.future.done():
        request.future.set_result({"op": "done", "id": request.id, "verdict": "harness", "error": error})


def _environment() -> dict[str, str]:
    """The server's environment, which its programs could look for: nothing of ours but where the system's libraries are."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # a thread at a fork is a deadlock in waiting
    libraries = {"LD_LIBRARY_PATH": os.environ["LD_LIBRARY_PATH"]} if "LD_LIBRARY_PATH" in os.environ else {}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"} | threads | libraries
