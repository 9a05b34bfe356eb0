"""The baseline of the comparisons is lm-eval's formula, and says of the example what is told of it."""

from __future__ import annotations

import pytest
from scipy.stats import norm

from benchmarks.comparison_statistics import example
from benchmarks.unpaired import compare_unpaired
from kaggle_utils.evaluation.paired import compare_verdicts


def test_it_is_the_z_of_two_means_with_their_own_standard_errors() -> None:
    new, old = {str(n): float(n < 30) for n in range(50)}, {str(n): float(n < 20) for n in range(50)}
    error = (2 * 0.6 * 0.4 / 49) ** 0.5
    found = compare_unpaired(new, old)
    assert found.p == pytest.approx(2 * norm.sf(0.2 / error))
    assert (found.difference, found.high - found.low) == pytest.approx((20, 2 * 196 * error), rel=1e-4)


def test_of_the_same_pairs_it_says_0_080_and_the_paired_test_0_008() -> None:
    new, old, _ = example()
    assert compare_unpaired(new, old).p == pytest.approx(0.080, abs=5e-4)
    assert compare_verdicts(new, old).p == pytest.approx(0.008, abs=5e-4)


def test_runs_that_do_not_vary_have_an_interval_without_width() -> None:
    same = dict.fromkeys("abc", 0.0)
    found = compare_unpaired(same, same)
    assert (found.p, found.low, found.high) == (1.0, 0.0, 0.0)
