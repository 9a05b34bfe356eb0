"""The result of running a program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a program ended."""

    OK = "ok"
    ERROR = "error"  # it raised
    SYNTAX = "syntax"  # it does not compile
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"  # it printed more than the flood limit
    CRASH = "crash"  # killed by a signal that we did not send
    EXITED = "exited"  # it ended the interpreter itself, so nothing vouches for what it printed
    HARNESS = "harness"  # our fault, not the program's


@dataclass(frozen=True)
class Execution:
    """The result of one run. ``error`` is one line such as ``NameError: name 'comb' is not defined (line 3)``."""

    verdict: Verdict
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the program ran to its end."""
        return self.verdict is Verdict.OK
