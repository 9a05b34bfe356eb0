"""The journal's reader: the events of a file in order, also of a run that was killed while writing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.journal.events import EVENTS, Event, VersionError, decode

logger = logging.getLogger(__name__)


def read_journal(path: Path, events: Mapping[str, type[Event]] = EVENTS, skipped: list[int] | None = None) -> Iterator[Event]:
    """Every complete event in order. A line that is incomplete, or not written by this version, is skipped with a warning.

    ``events`` are those of the journal's kind, by name; the numbers of skipped lines are added to ``skipped``. Raises InputError for a
    journal in another version of the format.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            event = read_line(path, number, line, events)
            if event is not None:
                yield event
            elif skipped is not None and line.strip():
                skipped.append(number)


def read_line(path: Path, number: int, line: bytes, events: Mapping[str, type[Event]] = EVENTS) -> Event | None:
    """The event of one line, None, with a warning, for what this version does not write. Raises InputError for another version's start."""
    if not line.strip():
        return None
    try:
        return decode(line.decode("utf-8", errors="replace"), events)
    except VersionError as error:
        raise InputError(
            f"{path}:{number}: {error}: read it with the release of kaggle_utils that wrote it, or choose another folder with --out"
        ) from None
    except ValueError as error:
        logger.warning("%s:%d: passed over: %s", path, number, error)
        return None
