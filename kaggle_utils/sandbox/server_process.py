"""One fork server from the outside: its process, the directory it works in, and our end of its socket."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kaggle_utils.sandbox.zygote.protocol import Decoder, encode

BOOT = Path(__file__).with_name("zygote") / "boot.py"
CLOSE_SECONDS = 2.0  # for a server to end by itself
HIDDEN = (str(Path(__file__).resolve().parents[1]), "/kaggle")  # this package, the competition's inputs and outputs


class ServerProcess:
    """A server that is started with this object. One thread makes it, receives from it and ends it; others may send under a lock."""

    def __init__(self, workers: int, without: list[str]) -> None:
        """Start the server and tell it what it needs. Raises OSError."""
        self._outgoing = bytearray()
        self._decoder = Decoder()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket, theirs = socket.socketpair()
        self.root = Path(tempfile.mkdtemp(prefix="sandbox-"))
        try:
            self.root.chmod(0o711)
            with (self.root / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-s", "-P", str(BOOT), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(theirs.fileno(),), cwd="/", env=_environment(),
                    start_new_session=True,
                )  # fmt: skip
            self._socket.sendall(encode({"workers": workers, "without": without, "hidden": HIDDEN, "root": str(self.root)}))
        except OSError:
            self.end(at_once=True)
            raise
        finally:
            theirs.close()
        self._socket.setblocking(False)

    @property
    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        return self._process.pid if self._process else None

    # -- sending and receiving -------------------------------------------------------------------------------------------------------

    @property
    def is_blocked(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._outgoing)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, or as much of it as the server takes now."""
        self._outgoing += encode(message)
        self.push()

    def push(self) -> None:
        """Send what the server takes now of what waits."""
        while self._outgoing:
            try:
                sent = self._socket.send(self._outgoing, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                return
            except OSError:  # the reading side notices that it is gone
                self._outgoing.clear()
                return
            del self._outgoing[:sent]

    def wait(self, seconds: float | None, waker: int, writing: bool) -> tuple[bool, bool]:
        """Wait for the server or for the descriptor ``waker``. Returns whether there is something to read, and room to write."""
        own = self._socket.fileno()
        readable, writable, _ = select.select([own, waker], [own] if writing else [], [], seconds)
        if waker in readable:
            os.read(waker, 4096)
        return own in readable, bool(writable)

    def receive(self) -> list[dict[str, Any]] | None:
        """The messages that are complete by now, or None once the server is gone. Raises OSError and ProtocolError."""
        chunk = self._socket.recv(2**18)
        return list(self._decoder.feed(chunk)) if chunk else None

    # -- its end ---------------------------------------------------------------------------------------------------------------------

    def disconnect(self) -> None:
        """Close the socket, which tells the server to end."""
        self._socket.close()

    def end(self, at_once: bool) -> None:
        """Wait for the server to end by itself, or kill it; remove its files."""
        self.disconnect()
        if self._process is not None:
            if not at_once:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(CLOSE_SECONDS)
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None
        # rm, because a program may have left a tree deeper than Python's own removal can walk.
        if shutil.which("rm"):
            command = ["sh", "-c", 'chmod -R u+rwX "$1"; rm -rf "$1"', "sh", str(self.root)]
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.root, ignore_errors=True)

    def last_log_line(self) -> str:
        """The last line that the server wrote before it ended."""
        try:
            text = (self.root / "log").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return "it left no log"
        return text.rpartition("\n")[2][-500:] or "it left no word"


def _environment() -> dict[str, str]:
    """The server's environment, which its programs could look for: nothing of ours but where the system's libraries are."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # a thread at a fork is a deadlock in waiting
    # An arena of malloc's reserves 64 MiB of address space, which is what a program's memory limit counts: 16 threads were too many.
    threads["MALLOC_ARENA_MAX"] = "1"
    libraries = {"LD_LIBRARY_PATH": os.environ["LD_LIBRARY_PATH"]} if "LD_LIBRARY_PATH" in os.environ else {}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"} | threads | libraries
