"""A failure: the input of detectors and fixes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaggle_utils.sandbox import Execution

_LINE = re.compile(r" \(line (\d+)\)\Z")


@dataclass(frozen=True)
class Failure:
    """A program that failed. ``complaint`` is the strategy's objection to the output of a program that ran to its end."""

    code: str
    execution: Execution
    complaint: str | None = None

    @property
    def line(self) -> int | None:
        """The number of the line, from 1, at which the program stopped."""
        found = _LINE.search(self.execution.error or "")
        return int(found[1]) if found else None

    @property
    def printed(self) -> str:
        """The output without leading and trailing white space."""
        return self.execution.stdout.strip()


def without_line(message: str) -> str:
    """An error message without its line number: two programs failed in the same way if these are equal."""
    return _LINE.sub("", message)
