"""A forked child as the server sees it: its channels, what it printed, what it reported."""

from __future__ import annotations

import array
import contextlib
import json
import os
import re
import signal
import socket
import struct
from typing import Any

from kaggle_utils.sandbox.zygote.output import CappedOutput
from kaggle_utils.sandbox.zygote.slots import Slot

CHUNK = 65_536  # bytes; the default capacity of a pipe, pipe(7)
MAX_DRAIN = 4 * 2**20  # bytes read at one go; what a living process writes meanwhile must not hold up the others
MAX_RECORD = 2**18  # bytes of one record; a longer one is dropped
MAX_RECORDS = 100  # of one run; more come only from processes that have said nothing yet
CREDENTIALS = struct.Struct("3i")  # pid, uid, gid of struct ucred
MAX_ERROR = 1000  # characters; the child cuts at half of that, and this is for one that does not
VERDICTS = ("ok", "error", "syntax", "memory", "exited")
LINE = re.compile(rb'File "(?:<cell \d+>|[^"\n]*/program\.py)", line (\d{1,9})')


class Process:
    """One child. Everything that comes from it is untrusted, but for the process id that the kernel attaches to what it sends."""

    def __init__(self, slot: Slot) -> None:
        """Open the channels. The child's ends are closed by ``close_child_ends``."""
        self.slot = slot
        self.pid = 0
        self.nonce = ""
        self.control, self.child_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.control.setblocking(False)
        self.output, self.child_output = os.pipe()
        self.errors, self.child_errors = os.pipe()
        for descriptor in (self.output, self.errors):
            os.set_blocking(descriptor, False)
        self.outgoing = bytearray()
        self.begin("")

    def begin(self, nonce: str) -> None:
        """Forget what came before: a new program or cell begins."""
        self.nonce = nonce
        self.stdout, self.stderr = CappedOutput(), CappedOutput()
        self._line = bytearray()  # the beginning of a line that is not complete
        self.records: list[tuple[int, dict[str, Any]]] = []
        self.last_line: int | None = None  # of the program, from the trace before the deadline

    def close_child_ends(self) -> None:
        """Close what only the child needs."""
        self.child_control.close()
        os.close(self.child_output)
        os.close(self.child_errors)

    def close(self) -> None:
        """Close our ends."""
        self.control.close()
        os.close(self.output)
        os.close(self.errors)

    @property
    def descriptors(self) -> tuple[int, int, int]:
        """The descriptors to watch."""
        return self.control.fileno(), self.output, self.errors

    def send(self, data: bytes) -> None:
        """Send as much as the child takes now and keep the rest for later."""
        self.outgoing += data
        while self.outgoing:
            try:
                sent = self.control.send(self.outgoing, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                return
            except OSError:  # it is gone, which its death will tell
                self.outgoing.clear()
                return
            del self.outgoing[:sent]

    def send_files(self, data: bytes, files: list[int]) -> None:
        """Send an order together with open files. Raises OSError when the child does not take it now."""
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        if self.outgoing or self.control.sendmsg([data], ancillary, socket.MSG_NOSIGNAL) != len(data):
            raise BlockingIOError("the session does not take orders")

    def read(self, descriptor: int) -> bool:
        """Read what has arrived. Returns False once the channel has ended."""
        if descriptor == self.control.fileno():
            return self._read_control()
        sink = self.stdout if descriptor == self.output else self.stderr
        total = 0
        while total < MAX_DRAIN:
            try:
                chunk = os.read(descriptor, CHUNK)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not chunk:
                return False
            sink.feed(chunk)
            total += len(chunk)
        return True

    def drain(self) -> None:
        """Read what has arrived on every channel."""
        for descriptor in self.descriptors:
            self.read(descriptor)

    def _read_control(self) -> bool:
        space = socket.CMSG_SPACE(CREDENTIALS.size)
        for _ in range(64):
            try:
                chunk, ancillary, _, _ = self.control.recvmsg(CHUNK, space)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not chunk:
                return False
            sender = 0
            for level, kind, data in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                    sender = CREDENTIALS.unpack(data[: CREDENTIALS.size])[0]
            self._take(chunk, sender)
        return True

    def _take(self, chunk: bytes, sender: int) -> None:
        *complete, rest = (bytes(self._line) + chunk).split(b"\n")
        self._line = bytearray(rest if len(rest) <= MAX_RECORD else b"")
        for line in complete:
            if self.last_line is None and (found := LINE.search(line)):
                self.last_line = int(found[1])
            words = line.split(b" ", 1)
            if len(words) == 2 and words[0] == self.nonce.encode():
                self._take_record(words[1], sender)

    def _take_record(self, text: bytes, sender: int) -> None:
        if len(self.records) >= MAX_RECORDS and any(known == sender for known, _ in self.records):
            return
        with contextlib.suppress(ValueError, RecursionError):
            record = json.loads(text)
            if isinstance(record, dict):
                self.records.append((sender, record))

    def reported_verdict(self, pid: int) -> tuple[str, str | None] | None:
        """The first verdict that a process reported, if there is one. It is never ``harness``, which only the server gives."""
        for sender, record in self.records:
            verdict, error = record.get("verdict"), record.get("error")
            if sender == pid and verdict in VERDICTS:
                return str(verdict), " ".join(error.split())[:MAX_ERROR] if isinstance(error, str) else None
        return None

    def reports_undone(self, pid: int) -> bool:
        """Whether a process reported that it ends, so that the state before its cell is the state from now on."""
        return any(sender == pid and record.get("undone") is True for sender, record in self.records)

    @property
    def flooded(self) -> bool:
        """Whether more was printed than a program may."""
        return self.stdout.flooded or self.stderr.flooded

    def kill(self) -> None:
        """Kill the child and its process group."""
        if self.pid <= 0:
            return
        for kill in (os.kill, os.killpg):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self.pid, signal.SIGKILL)
