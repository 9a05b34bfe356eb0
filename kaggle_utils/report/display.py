"""Show a line that changes: as a bar that is drawn over and over in a terminal, as lines one under another elsewhere."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import Never, Protocol, Self, TextIO

from kaggle_utils.report.progress import format_seconds

BETWEEN_LINES = 2.0  # seconds at least, so that a log of a fast run stays short
SIGN_OF_LIFE = 10.0  # seconds after which an unchanged line is printed again
UNKNOWN_WIDTH = 80  # columns, where a terminal says 0, as under `script`
ROWS = (
    2  # of a terminal, as far as tqdm need know: it hides bars that would stand below the last, and where the size is 0 that is every bar
)
BAR_FORMAT = "{elapsed} {bar:20} {desc}"


class Display(Protocol):
    """Shows a text and, where ``total`` is known, how much of it is ``done``."""

    def __enter__(self) -> Self: ...

    def show(self, text: str, done: int, total: int | None) -> None:
        """Put this in the place of what was shown."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def make_display(stream: TextIO) -> Display:
    """What suits the stream."""
    return BarDisplay(stream) if stream.isatty() else LineDisplay(stream)


class BarDisplay:
    """A bar of tqdm's, for a terminal."""

    def __init__(self, stream: TextIO) -> None:
        from tqdm import tqdm

        self._stream = stream
        self._bar: tqdm[Never] = tqdm(file=stream, bar_format=BAR_FORMAT, ncols=self._columns(), nrows=ROWS)

    def __enter__(self) -> Self:
        return self

    def show(self, text: str, done: int, total: int | None) -> None:
        """Draw the bar again."""
        self._bar.n, self._bar.total, self._bar.ncols = done, total, self._columns()
        self._bar.set_description_str(text)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.close()

    def _columns(self) -> int:
        return os.get_terminal_size(self._stream.fileno()).columns or UNKNOWN_WIDTH


class LineDisplay:
    """One line after another, for a log: when the text has changed, but not too often, and as a sign of life."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()
        self._printed = -SIGN_OF_LIFE  # when, in seconds since the start
        self._line = ""
        self._latest = ""

    def __enter__(self) -> Self:
        return self

    def show(self, text: str, done: int, total: int | None) -> None:  # noqa: ARG002 - the text says both
        """Print the text if it is time."""
        self._latest = text
        passed = time.monotonic() - self._started
        if passed - self._printed >= (SIGN_OF_LIFE if text == self._line else BETWEEN_LINES):
            self._print(passed)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._latest != self._line:
            self._print(time.monotonic() - self._started)

    def _print(self, passed: float) -> None:
        self._line, self._printed = self._latest, passed
        print(f"{format_seconds(passed):>5} {self._line}", file=self._stream, flush=True)
