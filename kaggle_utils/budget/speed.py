"""Speed: how long an engine takes for a token of a reply, depending on how many replies it writes at once. Pure.

A GPU writes many replies in nearly the time of one; a busy CPU writes two in the time of two. Seconds a token are taken to be a line over
the number at once, whose level and slope follow from the replies of a run.
"""

from __future__ import annotations

from dataclasses import dataclass

HALF_LIFE = 6  # replies after which a reply counts half: an engine that becomes slow or fast is noticed within a problem
# Before anything shows how much one reply slows another: of the time for a token alone, this share is added by each further one. Between
# a GPU's 0.03 and a busy CPU's 1; docs/budget.md.
PRIOR_SHARE = 0.2
# A reply that many times faster or slower than foreseen (by more than a wrong share explains) shows another engine than before, one that
# was restarted or that has the machine for itself again: then what was measured before is forgotten.
SURPRISE = 1.2 / PRIOR_SHARE
PRIOR_WEIGHT = 2.0  # of that share, in squared differences of the number at once
MIN_SECONDS = 1e-9  # a token; of an engine that plays replies back


@dataclass(frozen=True)
class Speed:
    """What was measured: sums over the replies so far, of weights, numbers at once, seconds a token, and their products."""

    weight: float = 0.0
    at_once: float = 0.0
    pace: float = 0.0
    squares: float = 0.0
    products: float = 0.0

    @classmethod
    def expected(cls, tokens_per_second: float) -> Speed:
        """The speed that is expected of one reply alone; 0: nothing is known."""
        return cls().after(1, 1 / tokens_per_second, 1.0) if tokens_per_second > 0 else cls()

    @property
    def is_known(self) -> bool:
        """Whether anything was measured or expected."""
        return self.weight > 0

    def after(self, tokens: int, seconds: float, at_once: float) -> Speed:
        """The speed after one more reply, of so many tokens in so many seconds, while on average so many were written at once."""
        pace, at_once = max(MIN_SECONDS, seconds / max(1, tokens)), max(1.0, at_once)
        ratio = pace / self.seconds_per_token(at_once) if self.is_known else 1.0
        keep = 0.5 ** (1 / HALF_LIFE) if 1 / SURPRISE <= ratio <= SURPRISE else 0.0
        new = Speed(1.0, at_once, pace, at_once * at_once, at_once * pace)
        return Speed(*[keep * old + now for old, now in zip(self._sums, new._sums, strict=True)])

    def seconds_per_token(self, at_once: float) -> float:
        """How long each of so many replies at once takes for a token. Call it only if the speed ``is_known``."""
        middle, level = self.at_once / self.weight, self.pace / self.weight
        variance = self.squares - self.weight * middle * middle
        together = self.products - self.weight * middle * level
        expected = PRIOR_SHARE * level / (1 + PRIOR_SHARE * (middle - 1))
        slope = (together + PRIOR_WEIGHT * expected) / (variance + PRIOR_WEIGHT)
        # Between replies that do not slow each other, and an engine that writes one after another.
        return level + min(max(slope, 0.0), level / middle) * (at_once - middle)

    @property
    def _sums(self) -> tuple[float, ...]:
        return self.weight, self.at_once, self.pace, self.squares, self.products
