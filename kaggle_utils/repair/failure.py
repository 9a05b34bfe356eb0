"""A failure: what everything in this folder looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaggle_utils.sandbox import Execution

_LINE = re.compile(r" \(line (\d+)\)\Z")


@dataclass(frozen=True)
class Failure:
    """A program that was run and is of no use. ``complaint`` is the strategy's objection to what a program printed that ran to its end."""

    code: str
    execution: Execution
    complaint: str | None = None

    @property
    def line(self) -> int | None:
        """The line of the program, from 1, at which it stopped."""
        found = _LINE.search(self.execution.error or "")
        return int(found[1]) if found else None

    @property
    def printed(self) -> str:
        """What it printed, without the white space around it."""
        return self.execution.stdout.strip()


def without_line(message: str) -> str:
    """An error message without the line that it names: what is compared to tell whether a program failed in the same way again."""
    return _LINE.sub("", message)
