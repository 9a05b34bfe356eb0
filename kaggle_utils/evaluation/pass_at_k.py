"""pass@k: the chance that at least one of k samples is right, estimated without bias from n of them."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from kaggle_utils.errors import InputError


def pass_at(k: int, made: int, passed: int) -> Fraction:
    """The share of all choices of ``k`` of the samples ``made`` that hold one of those that ``passed``.

    1 - C(n - c, k) / C(n, k), the estimator of Chen et al. (arXiv 2107.03374): its mean is the true chance for every n >= k, and that of
    1 - (1 - c/n)^k is too low. Raises InputError unless 1 <= k <= n: more samples than were made say nothing.
    """
    check_k(k, made)
    if not 0 <= passed <= made:
        raise InputError(f"{passed} right samples of {made} are not possible")
    return 1 - Fraction(comb(made - passed, k), comb(made, k))


def check_k(k: int, made: int) -> None:
    """Raise InputError unless 1 <= k <= made."""
    if not 1 <= k <= made:
        raise InputError(f"{k} samples of a problem cannot be judged by {made} that were made: make at least as many (--samples)")
