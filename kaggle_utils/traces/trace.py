"""A trace and its first form on standard output: a line ``target N`` and lines ``n f(n)`` with consecutive n."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MAX_TERM = 4000  # digits; Python itself reads and writes no more than 4,300 unless told otherwise for the whole process


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


def parse_pairs(output: str) -> dict[int, int]:
    """The lines ``n f(n)`` in what a program printed, in their order. Raises TraceError for a value that is no integer, or is too long."""
    pairs: dict[int, int] = {}
    for line in output.splitlines():
        if pair := re.fullmatch(r"\s*(-?\d{1,18})[\s:,=]+(\S+)\s*", line):
            size = int(pair[1])
            if not re.fullmatch(r"-?\d+", pair[2]):
                raise TraceError(f"f({size}) is {pair[2][:40]!r}, not an integer")
            if len(pair[2]) > MAX_TERM:
                raise TraceError(f"f({size}) has more than {MAX_TERM} digits: print fewer sizes")
            if size in pairs:
                raise TraceError(f"f({size}) is printed twice")
            pairs[size] = int(pair[2])
    return pairs


def parse_lines(output: str) -> Trace:
    """Read a trace that a program printed in lines. Lines of another form, such as headings, are passed over.

    Raises TraceError when the target is missing, a value is not an integer, or the sizes do not go up one by one.
    """
    targets = re.findall(r"^[ \t]*target[ \t]*[:=]?[ \t]*(-?\d{1,4000})[ \t]*$", output, re.IGNORECASE | re.MULTILINE)
    pairs = parse_pairs(output)
    for before, after in pairwise(pairs):
        if after != before + 1:
            raise TraceError(f"the sizes do not go up one by one: {after} follows {before}")
    if not targets:
        raise TraceError('no line "target N"')
    if not pairs:
        raise TraceError('no line "n f(n)"')
    return Trace(next(iter(pairs)), tuple(pairs.values()), int(targets[-1]))
