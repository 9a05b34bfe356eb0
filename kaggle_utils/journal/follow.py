"""Follow a journal while another process writes it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from kaggle_utils.journal.events import Event
from kaggle_utils.journal.reader import read_line

logger = logging.getLogger(__name__)


class JournalFollower:
    """Yields each event once, soon after it was written. The file need not exist yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0  # bytes that were read
        self._lines = 0

    def read_new(self) -> Iterator[Event]:
        """The events since the last call; a line that is still being written waits for the next. Raises InputError as the reader does."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._offset += len(line)
                self._lines += 1
                event = read_line(self._path, self._lines, line)
                if event is not None:
                    yield event
