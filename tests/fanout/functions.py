"""Functions that workers import: of a test, of an actor, of a process that is killed."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Any


def square(item: Any) -> Any:
    """The square of a number."""
    return {"square": item * item}


def fails_at_three(item: Any) -> Any:
    """Fails at 3, until a file says that it is mended."""
    if item == 3:
        raise ValueError("three is too many")
    return item


class Noting:
    """Appends every call to a file, as a line that one write makes, and squares."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def __call__(self, item: Any) -> Any:
        with self.log.open("ab", buffering=0) as file:
            file.write(f"{item}\n".encode())
        return square(item)


class Held:
    """Holds something while it is entered, as an engine is; says by which process an item was made."""

    def __init__(self) -> None:
        self.is_held = False

    def __enter__(self) -> Held:
        self.is_held = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.is_held = False

    def __call__(self, item: Any) -> Any:
        return {"item": item, "held": self.is_held, "process": os.getpid()}


class Together:
    """Ends once as many calls as expected are in it at once."""

    def __init__(self, calls: int) -> None:
        self.barrier = threading.Barrier(calls)

    def __call__(self, item: Any) -> Any:
        self.barrier.wait(timeout=120)
        return item


class CannotStart(Held):
    """Cannot be entered, as an engine that does not load."""

    def __enter__(self) -> CannotStart:
        raise RuntimeError("the engine does not load")
