"""The journal's writer: an append-only file; every event is on the disk before the run continues."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.journal.events import EVENTS, Event, RecordsLate, name_of
from kaggle_utils.journal.timed_line import timed_line

logger = logging.getLogger(__name__)

BLOCK = 1 << 20  # bytes read at a time


class Journal:
    """Appends one event a line, on the disk before ``write`` returns, from any thread.

    A full disk or a deleted folder does not stop a run: records are kept in memory, and every later write tries them again in order. The
    contents of a deleted file are written again as long as this process lives.
    """

    def __init__(self, path: Path, events: Mapping[str, type[Event]] = EVENTS) -> None:
        """Open for appending. A line that a killed run left unfinished is ended first, so that it does not spoil the next one.

        ``events`` are those that it may hold, by name: ``late`` and ``unwritable`` among them, which it writes itself.

        Raises InputError while another run has it open, because the two would answer each other's problems, and OSError when it cannot be
        written to at all.
        """
        self.path = path
        self._events = events
        self._lock = threading.Lock()
        self._kept: deque[bytes] = deque()
        self._trouble: str | None = None
        self._late = 0
        self._closed = False
        self._file = _open(path)
        self._torn = _is_torn(self._file)

    def write(self, event: Event) -> None:
        """Append an event with the wall-clock time, unless it has one: it happened in another process. Never raises for disk or value."""
        line = timed_line(event, self._events)
        with self._lock:
            if self._closed:
                logger.warning("%s is closed, and an event %r came too late for it", self.path, name_of(event, self._events))
                return
            self._kept.append(line)
            self._write_kept()

    def close(self) -> None:
        """Close the file, after a last try to write the records in memory."""
        with self._lock:
            if self._closed:
                return
            self._write_kept()
            if self._kept:
                logger.error("%s is incomplete: its last %d records could not be written (%s)", self.path, len(self._kept), self._trouble)
            self._closed = True
            os.close(self._file)

    def _write_kept(self) -> None:
        try:
            if _is_elsewhere(self._file, self.path):
                self._begin_anew()
            while self._kept:
                self._append(self._kept[0])
                self._kept.popleft()
            os.fsync(self._file)
        except (OSError, InputError) as error:
            self._late = max(self._late, len(self._kept))
            self._note_trouble(str(error))
            return
        if self._trouble is not None:
            logger.warning("%s can be written again; %d records are late in it", self.path, self._late)
            if self._late:
                self._kept.append(timed_line(RecordsLate(self._late, self._trouble), self._events))
            self._trouble, self._late = None, 0
            self._write_kept()

    def _note_trouble(self, reason: str) -> None:
        if self._trouble is None:
            self._trouble = reason
            logger.error("%s cannot be written (%s); its records are kept in memory and tried again", self.path, reason)

    def _append(self, line: bytes) -> None:
        """Write a whole line; one that a full disk cut is ended by a newline at the next write."""
        rest = (b"\n" if self._torn else b"") + line
        while rest:
            written = os.write(self._file, rest)
            rest = rest[written:]
            self._torn = bool(rest)

    def _begin_anew(self) -> None:
        """Create the file again with its contents: a deleted file can be read as long as it is open."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = _open(self.path)
        old, self._file = self._file, new
        self._torn = _is_torn(new)
        if os.fstat(new).st_size == 0:
            self._kept.extendleft(reversed([line for line in _read_lines(old) if line.endswith(b"\n")]))
        os.close(old)
        self._late = len(self._kept)
        self._note_trouble("the file was gone")


def _open(path: Path) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise InputError(
            f"{path} is being written by another run, or by a Solver that was not closed: wait for the one, close the other, or choose "
            "another folder with --out"
        ) from None
    return file


def _is_torn(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _is_elsewhere(file: int, path: Path) -> bool:
    """Whether the path no longer leads to the open file, which was then deleted or replaced."""
    try:
        return not os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return True


def _read_lines(file: int) -> Iterator[bytes]:
    size, text = os.fstat(file).st_size, b""
    while len(text) < size and (block := os.pread(file, BLOCK, len(text))):
        text += block
    yield from text.splitlines(keepends=True)
