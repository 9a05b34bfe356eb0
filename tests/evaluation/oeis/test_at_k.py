"""pass@k and maj@k are the means over all subsets of k samples, and nothing is claimed of more samples than there are."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis.at_k import majority_at
from kaggle_utils.evaluation.pass_at_k import pass_at

RIGHT, NONE = 0, None  # results of samples; other numbers are wrong ones
RESULTS = st.lists(st.sampled_from([RIGHT, NONE, 1, 2, 3]), min_size=1, max_size=8)


def elected_right(chosen: tuple[int | None, ...]) -> Fraction:
    """The probability that the right result is elected, by the definition."""
    votes = Counter(result for result in chosen if result is not NONE)
    leaders = [result for result, count in votes.items() if count == max(votes.values())]
    return Fraction(RIGHT in leaders, max(1, len(leaders)))


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, start=Fraction(0)) / len(values)


def estimate(results: list[int | None], k: int) -> Fraction:
    wrong = Counter(result for result in results if result not in (RIGHT, NONE))
    return majority_at(k, list(wrong.values()), results.count(RIGHT), results.count(NONE))


@given(RESULTS, st.data())
def test_pass_at_k_is_the_share_of_the_subsets_with_a_right_sample(results: list[int | None], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(results)))
    expected = mean([Fraction(RIGHT in chosen) for chosen in combinations(results, k)])
    assert pass_at(k, len(results), results.count(RIGHT)) == expected


@given(RESULTS, st.data())
def test_maj_at_k_is_the_mean_over_the_subsets_of_the_chance_that_the_right_result_is_elected(
    results: list[int | None], data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(results)))
    assert estimate(results, k) == mean([elected_right(chosen) for chosen in combinations(results, k)])


@given(RESULTS)
def test_of_one_sample_both_are_the_share_of_right_ones(results: list[int | None]) -> None:
    share = Fraction(results.count(RIGHT), len(results))
    assert estimate(results, 1) == pass_at(1, len(results), results.count(RIGHT)) == share


@given(RESULTS, st.data())
def test_what_is_elected_was_among_the_samples(results: list[int | None], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(results)))
    assert estimate(results, k) <= pass_at(k, len(results), results.count(RIGHT))


@pytest.mark.parametrize(
    ("k", "votes", "right", "abstained", "expected"),
    [
        (3, [1], 2, 0, Fraction(1)),  # two against one
        (2, [1], 1, 0, Fraction(1, 2)),  # a tie is drawn by lot
        (3, [1, 1], 1, 0, Fraction(1, 3)),
        (3, [2], 1, 0, Fraction(0)),
        (2, [], 1, 1, Fraction(1)),  # a sample without a result does not vote
        (2, [], 0, 2, Fraction(0)),
        (3, [1], 3, 1, Fraction(17, 20)),  # of the 10 subsets 3 are a tie: one right, one wrong, one without a result
    ],
)
def test_elections_by_hand(k: int, votes: list[int], right: int, abstained: int, expected: Fraction) -> None:
    assert majority_at(k, votes, right, abstained) == expected


def test_of_many_samples_it_is_counted_without_trying_the_subsets() -> None:
    assert 0 < majority_at(128, [20] * 10, 40, 16) < 1


@pytest.mark.parametrize("k", [0, 2, 8])
def test_one_sample_says_nothing_about_more(k: int) -> None:
    with pytest.raises(InputError, match="cannot be judged by 1 that were made"):
        pass_at(k, 1, 1)
    with pytest.raises(InputError, match="cannot be judged by 1 that were made"):
        majority_at(k, [], 1)
