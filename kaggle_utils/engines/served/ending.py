"""How a server ended, and whether to start it again. Pure."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from typing import Literal

# outside: killed, out of time, or somebody else in the way; the next start may work.
# crash:   a signal of the process's own making; some come once, some at every start.
# error:   the program says what is wrong; before the first token is written, the next start will say the same.
Kind = Literal["outside", "crash", "error"]

MAX_LINE = 400  # characters of a line of the log that are worth repeating

_OUTSIDE = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
_SIGNAL_MEANS = {
    "SIGKILL": ", as the kernel does when memory runs out",
    "SIGILL": ", because this CPU lacks an instruction that the server's build uses",
}


@dataclass(frozen=True)
class Ending:
    """What ended a server, in a sentence that quotes the line of its log or names the signal."""

    cause: str
    kind: Kind

    def is_like(self, other: Ending) -> bool:
        """Whether both have one cause, whatever its numbers: ranks, processes, addresses, sizes."""
        return self.kind == other.kind and _without_numbers(self.cause) == _without_numbers(other.cause)


def may_work_at_once(ending: Ending) -> bool:
    """Whether to start a server again that has ended before its first token."""
    return ending.kind != "error"


def may_work_again(ending: Ending, earlier: Ending | None, wrote: bool) -> bool:
    """Whether to start a server again that has worked before. ``earlier`` is its last ending, ``wrote`` whether it wrote a token since.

    What ends it twice in one way before it has written anything will do so a third time, unless that lies outside of it.
    """
    return wrote or ending.kind == "outside" or earlier is None or not ending.is_like(earlier)


def ended_by_signal(who: str, number: int) -> Ending:
    """The ending of a process that a signal ended."""
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    kind: Kind = "outside" if name in _OUTSIDE else "error" if name == "SIGILL" else "crash"
    return Ending(f"{who} was ended by {name}{_SIGNAL_MEANS.get(name, '')}", kind)


def stalled(said: str, seconds: float) -> Ending:
    """The ending of a server that had to be stopped: it had requests to answer and wrote no token for so long."""
    return Ending(f"it wrote no token for {seconds:.0f} s ({said})", "outside")


def shorten(line: str) -> str:
    """A line of a log as it is repeated in an error."""
    line = line.strip()
    return line if len(line) <= MAX_LINE else line[:MAX_LINE] + " ..."


def _without_numbers(cause: str) -> str:
    return re.sub(r"0x[0-9a-f]+|\d+", "0", cause)
