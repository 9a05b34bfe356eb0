"""Problems that are not independent of each other: the wordings of a family, the samples of a problem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import fsum, inf


def cluster_sums(values: Iterable[float], clusters: Iterable[str]) -> list[float]:
    """The sum of the values of each cluster."""
    sums: defaultdict[str, float] = defaultdict(int)
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] += value
    return list(sums.values())


def robust_variance(values: Sequence[float], clusters: Sequence[str]) -> float:
    """The variance of a mean whose terms are independent from cluster to cluster only; infinite for a single cluster.

    Liang and Zeger's (Biometrika 1986) with the factor K / (K - 1), as in Miller, "Adding Error Bars to Evals" (arXiv 2411.00640). Where
    every cluster has one member it is the square of the usual standard error.
    """
    mean = fsum(values) / len(values)
    sums = cluster_sums([value - mean for value in values], clusters)
    return len(sums) / (len(sums) - 1) * fsum(term * term for term in sums) / len(values) ** 2 if len(sums) > 1 else inf


def design_effect(values: Sequence[float], clusters: Sequence[str]) -> float:
    """How many clustered observations tell as much as one independent one: at least 1, at most about the size of a cluster.

    ``values`` are verdicts (0, 1) or differences of verdicts (-1, 0, 1). It is the ratio of the two variances (Rao and Scott, Biometrics
    1992: counts divided by it are analysed as if they were independent), with one imagined pair of verdicts more, whose whole cluster goes
    with it. Without that pair the ratio is 0/0 where no verdict differs, and 1 where one does, so that little data would look like
    independent data. Never below 1, as in the standards of the NCHS (Parker and others, Vital and Health Statistics 2(175), 2017).
    """
    total, sizes = len(values), Counter(clusters).values()
    cluster_size = sum(size * size for size in sizes) / total  # the mean over problems, not over clusters
    if len(sizes) == 1:
        return cluster_size
    mean = fsum(values) / total
    plain = total / (total - 1) * fsum((value - mean) ** 2 for value in values)
    return max(1.0, (robust_variance(values, clusters) * total**2 + cluster_size) / (plain + 1))
