"""An event as a line with its time: what the writer appends, and what another process sends it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace

from kaggle_utils.journal.events import EVENTS, Event, RecordUnwritable, encode, name_of

logger = logging.getLogger(__name__)

MAX_REASON = 300  # characters of why an event could not be written


def timed_line(event: Event, events: Mapping[str, type[Event]] = EVENTS) -> bytes:
    """The line of an event with the wall-clock time, unless it has a time already: then it happened in another process.

    In place of an event that JSON cannot hold there is one that says so.
    """
    timed = event if event.time else replace(event, time=round(time.time(), 3))
    try:
        line = encode(timed, events)
    except (TypeError, ValueError, RecursionError) as error:
        # An integer of more than 4,300 digits, for instance.
        name = name_of(event, events)
        logger.warning("an event %r cannot be written: %s", name, error)
        line = encode(RecordUnwritable(name, str(error)[:MAX_REASON], time=timed.time), events)
    return line.encode("utf-8", errors="backslashreplace") + b"\n"
