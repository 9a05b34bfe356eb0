"""When a request is slow enough that a second copy of it is worth its cost. Pure.

After J. Dean and L. A. Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013: "defer sending a secondary request until the
first request has been outstanding for more than the 95th-percentile expected latency", which bounds the load that it adds. A reply takes
as long as it is long, so what is expected is scaled: by the tokens that were asked for, and by what the copy has written so far.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import ceil, inf
from typing import NamedTuple

SLOW = 0.95  # the quantile of the paper
USUAL = 0.5
KEPT = 200  # answers of a server that count: some minutes of it
ENOUGH = 20  # answers, from which a quantile of 0.95 is more than the longest of a few
SHARE = 0.1  # of the requests may be sent twice in the long run; the paper's example adds 2 % to 5 %
BURST = 10.0  # second copies beyond the share, at most: as many as a small server may have in flight when it stops


class Answer(NamedTuple):
    """A whole reply: how long it took, how many tokens were asked for, how many pieces of text there were."""

    seconds: float
    asked: int
    pieces: int


class RecentAnswers:
    """How long a server's last answers took."""

    def __init__(self) -> None:
        self._answers: deque[Answer] = deque(maxlen=KEPT)

    def note(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.append(answer)

    def slow_after(self, asked: int, pieces: int) -> float:
        """Seconds after which 95 % of this server's answers would be there, or a reply be further than it is; infinite until known.

        ``asked`` are the tokens asked for, ``pieces`` what has been written so far: a reply that grows as fast as others is only long.
        """
        if len(self._answers) < ENOUGH:
            return inf
        by_asked = quantile([answer.seconds / answer.asked for answer in self._answers], SLOW) * asked
        by_written = quantile([answer.seconds / max(1, answer.pieces) for answer in self._answers], SLOW) * pieces
        return max(by_asked, by_written)

    def usual(self, asked: int) -> float:
        """Seconds that half of its answers would take; 0 until known."""
        return quantile([answer.seconds / answer.asked for answer in self._answers], USUAL) * asked if self._answers else 0.0


class Allowance:
    """How many second copies may be sent: a share of all requests, and a few at once."""

    def __init__(self) -> None:
        self._left = BURST

    def earn(self) -> None:
        """Count a request that was answered."""
        self._left = min(BURST, self._left + SHARE)

    def take(self) -> bool:
        """Whether one more may be sent; if so, it is counted."""
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below this share of the values."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]
