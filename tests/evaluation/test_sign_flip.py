from __future__ import annotations

from math import comb
from random import Random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import mcnemar

from kaggle_utils.evaluation.sign_flip import SignFlip, sign_flip

DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]  # cross- minus self-fertilised maize, eighths of an inch


def test_fishers_own_example() -> None:
    # The Design of Experiments, 1935, section 21: 863 of the 32,768 sums are as high, and as many as low
    assert sign_flip(DARWIN).exact == pytest.approx(2 * 863 / 32768)


@pytest.mark.parametrize(
    ("gained", "lost", "exact", "mid"),
    [
        (1, 7, 0.0703, 0.0391),  # Fagerland, Lydersen and Laake, BMC Medical Research Methodology 2013: airway reactivity
        (6, 16, 0.0525, 0.0347),  # the same: response to therapy
        (12, 2, 0.0129, 0.0074),  # Armitage and Berry, Statistical Methods in Medical Research 1994, p. 127: two media
        (5, 0, 0.0625, 0.03125),
        (3, 3, 1, 1),
        (0, 0, 1, 1),
    ],
)
def test_single_problems_give_mcnemars_exact_and_mid_p(gained: int, lost: int, exact: float, mid: float) -> None:
    found = sign_flip([1] * gained + [-1] * lost)
    assert (found.exact, found.mid) == pytest.approx((exact, mid), abs=5e-5)


@given(st.integers(0, 80), st.integers(0, 80))
def test_single_problems_give_what_statsmodels_gives(gained: int, lost: int) -> None:
    table = [[0, gained], [lost, 0]]
    assert sign_flip([1] * gained + [-1] * lost).exact == pytest.approx(float(mcnemar(table, exact=True).pvalue))


@settings(max_examples=25)
@given(st.lists(st.integers(-6, 6), min_size=2, max_size=8))
def test_clusters_give_what_scipy_finds_by_trying_all_signs(differences: list[int]) -> None:
    tried = permutation_test((differences,), numpy.sum, permutation_type="samples", n_resamples=numpy.inf, vectorized=False)
    assert sign_flip(differences).exact == pytest.approx(float(tried.pvalue))


@given(st.lists(st.integers(-8, 8)), st.randoms())
def test_neither_order_nor_a_turn_of_all_signs_matters(differences: list[int], random: Random) -> None:
    shuffled = [-difference for difference in differences]
    random.shuffle(shuffled)
    turned = sign_flip(shuffled)
    assert (turned.exact, turned.mid) == pytest.approx((sign_flip(differences).exact, sign_flip(differences).mid))


def test_a_tie_with_the_observed_sum_counts_by_half_in_the_mid_p() -> None:
    assert sign_flip([3, 2]) == SignFlip(exact=0.5, mid=0.25)


def test_the_mid_p_errs_in_eight_of_a_hundred_at_the_most() -> None:
    """The worst number of discordant problems is 16, of which 12 against 4 count as a difference."""
    sizes = {}
    for discordant in range(1, 61):
        wrong = [k for k in range(discordant // 2 + 1) if sign_flip([1] * k + [-1] * (discordant - k)).mid <= 0.05]
        sizes[discordant] = 2 * sum(comb(discordant, k) for k in wrong) / 2**discordant
    assert max(sizes.items(), key=lambda item: item[1]) == (16, pytest.approx(0.0768, abs=5e-5))
