"""pass@k: the chance that at least one of k samples is right, estimated without bias from n of them."""

from __future__ import annotations

from math import comb

from kaggle_utils.errors import InputError


def pass_at_k(samples: int, right: int, k: int) -> float:
    """The share of all choices of ``k`` from ``samples`` that hold one of the ``right`` ones (0 to 1).

    1 - C(n - c, k) / C(n, k), the estimator of Chen et al. (arXiv 2107.03374): its mean is the true chance for every n >= k, whereas
    1 - (1 - c/n)^k is too low. Raises InputError for fewer samples than ``k``, which would say nothing about it.
    """
    if not 1 <= k <= samples:
        raise InputError(f"pass@{k} cannot be estimated from {samples} samples a problem: make at least {max(k, 1)}")
    if not 0 <= right <= samples:
        raise InputError(f"{right} right samples of {samples} are not possible")
    return 1 - comb(samples - right, k) / comb(samples, k)
