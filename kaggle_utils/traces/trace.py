"""A trace and its form on standard output: a line ``target N`` and lines ``n f(n)`` with consecutive n."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_TERM = 4000  # digits; Python itself reads and writes no more than 4,300 unless told otherwise for the whole process


class TraceError(ValueError):
    """A program's output is no trace; the message says which line or what is missing."""


@dataclass(frozen=True)
class Trace:
    """The values f(start), f(start + 1), ... and the size that the problem asks for."""

    start: int
    terms: tuple[int, ...]
    target: int

    def at_target(self) -> int | None:
        """The value at the target if the program measured it."""
        index = self.target - self.start
        return self.terms[index] if 0 <= index < len(self.terms) else None


def parse_trace(output: str) -> Trace:
    """Read a trace from what a program printed. Lines of another form, such as headings, are passed over.

    Raises TraceError when the target is missing, a value is not an integer, or the sizes do not go up one by one.
    """
    target: int | None = None
    start: int | None = None
    terms: list[int] = []
    for line in output.splitlines():
        if named := re.fullmatch(r"\s*target\s*[:=]?\s*(-?\d{1,4000})\s*", line, re.IGNORECASE):
            target = int(named[1])
        elif pair := re.fullmatch(r"\s*(-?\d{1,18})[\s:,=]+(\S+)\s*", line):
            size = int(pair[1])
            if not re.fullmatch(r"-?\d+", pair[2]):
                raise TraceError(f"f({size}) is {pair[2][:40]!r}, not an integer")
            if len(pair[2]) > LONGEST_TERM:
                raise TraceError(f"f({size}) has more than {LONGEST_TERM} digits: print fewer sizes")
            start = size if start is None else start
            if size != start + len(terms):
                raise TraceError(f"the sizes do not go up one by one: {size} follows {start + len(terms) - 1}")
            terms.append(int(pair[2]))
    if target is None:
        raise TraceError('no line "target N"')
    if start is None:
        raise TraceError('no line "n f(n)"')
    return Trace(start, tuple(terms), target)
