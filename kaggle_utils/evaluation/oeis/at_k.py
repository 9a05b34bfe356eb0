"""What k samples of a sequence give, from n >= k that were made: the mean over all ways to choose k of them, without trying them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import comb

from kaggle_utils.evaluation.pass_at_k import check_k


def majority_at(k: int, votes: Sequence[int], right: int, abstained: int = 0) -> Fraction:
    """The probability that the most frequent result among k samples is the right one, unbiased in the same way.

    ``right`` of the samples have the right result, ``votes`` says how many have each of the wrong ones, and ``abstained`` have none. Of
    results that are equally frequent one is drawn by lot. Where all k abstain, none is elected. Raises InputError unless 1 <= k <= n.

    Counted exactly: for each number r of right samples among the k, the ways to fill the rest up so that no wrong result has more than r,
    by how many have just as many.
    """
    made = right + sum(votes) + abstained
    check_k(k, made)
    elected = Fraction(0)
    for level in range(1, min(k, right) + 1):
        ways = _ways_below(level, votes, k - level)
        rest = sum(
            (Fraction(count * comb(abstained, k - level - used), 1 + ties) for (used, ties), count in ways.items()),
            start=Fraction(0),
        )
        elected += comb(right, level) * rest
    return elected / comb(made, k)


def _ways_below(level: int, votes: Sequence[int], room: int) -> Counter[tuple[int, int]]:
    """How many ways there are to choose samples of wrong results, none more than ``level`` times, at most ``room`` altogether.

    By how many samples are chosen, and how many of the results are chosen just ``level`` times.
    """
    ways = Counter({(0, 0): 1})
    for available in votes:
        further: Counter[tuple[int, int]] = Counter()
        for (used, ties), count in ways.items():
            for taken in range(min(available, level, room - used) + 1):
                further[used + taken, ties + (taken == level)] += count * comb(available, taken)
        ways = further
    return ways
