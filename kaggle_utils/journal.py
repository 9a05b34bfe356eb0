"""The journal: an append-only JSONL file of everything that happened, which a restarted run resumes from."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError

logger = logging.getLogger(__name__)

Record = dict[str, Any]


class Journal:
    """Appends one JSON object a line, flushed at once, from any thread."""

    def __init__(self, path: Path) -> None:
        """Open for appending; a line that a killed run left unfinished is closed first, so that it spoils no other.

        Raises InputError while another run has it open: two runs would answer each other's problems.
        """
        self.path = path
        self._lock = threading.Lock()
        torn = path.exists() and path.stat().st_size > 0 and path.read_bytes()[-1:] != b"\n"
        self._file = path.open("a", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise InputError(f"{path} is being written by another run: wait for it, or choose another folder with --out") from None
        if torn:
            self._file.write("\n")

    def write(self, event: str, **fields: Any) -> None:
        """Append a record: ``event``, the wall-clock time, and the fields."""
        line = json.dumps({"event": event, "time": round(time.time(), 3), **fields}, ensure_ascii=False, default=str)
        line = line.encode("utf-8", errors="backslashreplace").decode("utf-8")
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_journal(path: Path) -> Iterator[Record]:
    """Every whole record, in order. A torn line is passed over with a warning."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError:
                logger.warning("%s:%d: not a whole record, passed over", path, number)
                continue
            if isinstance(record, dict):
                yield record
