"""The exact test that two runs are exchangeable: each cluster's difference could as well have had the other sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaggle_utils.evaluation.libraries import evaluation_extra


@dataclass(frozen=True)
class SignFlip:
    """Two-sided p: how often random signs give a sum as far from 0 as the observed one. ``mid`` counts the ties with it by half."""

    exact: float
    mid: float


def sign_flip(differences: Iterable[int]) -> SignFlip:
    """Test that integer differences, one a cluster, have no preferred sign (Fisher, The Design of Experiments, 1935, section 21).

    The distribution over all 2^K choices of signs is computed, not sampled. For clusters of one problem, whose differences are -1, 0 and 1,
    it is the binomial one, and the two values are McNemar's exact and mid-p (Fagerland, Lydersen and Laake, BMC Medical Research
    Methodology 2013, who find the exact one too conservative to recommend). A sum of 0 has p = 1 in both.
    """
    with evaluation_extra():
        import numpy
    listed = list(differences)
    steps = [abs(difference) for difference in listed if difference]
    reach, observed = sum(steps), abs(sum(listed))
    chances = numpy.zeros(2 * reach + 1)  # of each sum from -reach to reach
    chances[reach] = 1.0
    for step in steps:
        flipped = numpy.zeros_like(chances)
        flipped[step:] += chances[:-step] / 2
        flipped[:-step] += chances[step:] / 2
        chances = flipped
    if observed == 0:
        return SignFlip(1.0, 1.0)
    exact = 2 * float(chances[reach + observed :].sum())
    return SignFlip(min(1.0, exact), min(1.0, exact - float(chances[reach + observed])))
