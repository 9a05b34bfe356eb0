"""The server's end of the socket to the client: messages in, answers out, without ever blocking."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from typing import Any, NoReturn

from kaggle_utils.sandbox.zygote import protocol
from kaggle_utils.sandbox.zygote.poller import Poller
from kaggle_utils.sandbox.zygote.processes import Process


class ClientLink:
    """Hands each message of the client to ``on_message``; calls ``on_close`` once the client is gone."""

    def __init__(
        self, client: socket.socket, poller: Poller, on_message: Callable[[dict[str, Any]], None], on_close: Callable[[], NoReturn]
    ) -> None:
        self._client = client
        self._poller = poller
        self._on_message = on_message
        self._on_close = on_close
        self._decoder = protocol.Decoder()
        self._outgoing = bytearray()

    def listen(self) -> None:
        """Begin to take messages."""
        self._client.setblocking(False)
        self._poller.watch(self._client.fileno(), self._on_client)

    def _on_client(self, event: int) -> None:
        if event & select.POLLOUT:
            self._push()
        if not event & ~select.POLLOUT:
            return
        try:
            chunk = self._client.recv(2**18)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._on_close()
        for message in self._decoder.feed(chunk):
            self._on_message(message)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, or as much of it as the client takes now and the rest later."""
        self._outgoing += protocol.encode(message)
        self._push()

    def _push(self) -> None:
        while self._outgoing:
            try:
                sent = self._client.send(self._outgoing, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                self._poller.watch_writing(self._client.fileno(), True)
                return
            except OSError:
                self._on_close()
            del self._outgoing[:sent]
        self._poller.watch_writing(self._client.fileno(), False)

    def answer(self, number: int, verdict: str, error: str | None, process: Process | None = None, started: float | None = None) -> None:
        """Answer a request with its verdict, and with what its process printed if it had one."""
        message: dict[str, Any] = {"op": "done", "id": number, "verdict": verdict, "error": error}
        if process is not None:
            message |= {"stdout": process.stdout.text(), "stderr": process.stderr.text()}
        if started is not None:
            message["seconds"] = time.monotonic() - started
        self.send(message)
