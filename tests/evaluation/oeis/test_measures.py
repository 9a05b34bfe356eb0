"""The measures of known outcomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.evaluation.intervals import wilson
from kaggle_utils.evaluation.oeis.measures import by_group, by_keyword, measure, sizes_of_samples
from kaggle_utils.evaluation.oeis.outcome import SampleOutcome
from tests.evaluation.oeis.conftest import FIBONACCI, PRIMES, SEQUENCES, SQUARES

RIGHT = SampleOutcome(
    is_right=True,
    right_before_error=1.0,
    passes=True,
    vote=(1, 4),
    compiles=True,
    is_timed_out=False,
    is_readable=True,
    is_refused=False,
    is_looked_up=False,
    law_found=True,
    law_is_right=True,
)
WRONG = replace(RIGHT, is_right=False, right_before_error=0.5, passes=False, vote=(1, 8), law_is_right=False)
TABLE = replace(RIGHT, passes=False, vote=None, is_looked_up=True)
UNJUDGED = replace(RIGHT, law_found=None, law_is_right=None)


@pytest.mark.parametrize(("made", "shown"), [(1, [1]), (2, [1, 2]), (5, [1, 2, 4, 5]), (8, [1, 2, 4, 8])])
def test_no_k_above_the_number_of_samples_is_shown(made: int, shown: list[int]) -> None:
    found = measure("all", {FIBONACCI.id: [RIGHT] * made})
    assert sizes_of_samples(made) == shown == list(found.pass_at) == list(found.majority_at)


def test_of_one_sample_each_share_is_a_plain_one_with_wilsons_interval() -> None:
    found = measure("all", {"A000001": [RIGHT], "A000002": [WRONG], "A000003": [TABLE], "A000004": [WRONG]})
    assert (found.accuracy.count, found.accuracy.total, found.accuracy.interval) == (2, 4, wilson(2, 4))
    assert (found.pass_at[1].value, found.pass_at[1].interval) == (0.25, wilson(1, 4))
    assert (found.right_before_error.value, found.right_before_error.interval) == (0.75, wilson(3, 4))
    assert (found.looked_up.count, found.law_found.count if found.law_found else None) == (1, 4)


def test_a_table_is_accurate_and_does_not_pass() -> None:
    found = measure("all", {FIBONACCI.id: [TABLE, TABLE]})
    assert (found.accuracy.count, found.pass_at[2].value, found.majority_at[2].value) == (2, 0.0, 0.0)


def test_several_samples_pass_and_vote_together() -> None:
    found = measure("all", {"A000001": [RIGHT, RIGHT, WRONG], "A000002": [WRONG, WRONG, RIGHT]})
    assert [mean.value for mean in found.pass_at.values()] == pytest.approx([1 / 2, (1 + 2 / 3) / 2, 1])
    assert [mean.value for mean in found.majority_at.values()] == pytest.approx([1 / 2, (2 / 3 + 1 / 3) / 2, 1 / 2])


def test_wrong_samples_that_differ_do_not_vote_for_each_other() -> None:
    other = replace(WRONG, vote=(1, 16))
    together, apart = measure("all", {FIBONACCI.id: [RIGHT, WRONG, WRONG]}), measure("all", {FIBONACCI.id: [RIGHT, WRONG, other]})
    assert [together.majority_at[3].value, apart.majority_at[3].value] == pytest.approx([0, 1 / 3])


def test_samples_of_one_sequence_widen_the_interval() -> None:
    apart = measure("all", {f"A{number:06}": [RIGHT if number % 2 else WRONG] for number in range(16)})
    together = measure("all", {f"A{number:06}": [RIGHT if number % 2 else WRONG] * 4 for number in range(4)})
    assert (apart.accuracy.value, together.accuracy.value) == (0.5, 0.5)
    assert together.accuracy.interval.low < apart.accuracy.interval.low


def test_laws_are_counted_where_further_terms_are_known() -> None:
    found = measure("all", {"A000001": [UNJUDGED], "A000002": [WRONG], "A000003": [RIGHT]})
    assert (found.law_found, found.law_right) != (None, None)
    assert [(each.count, each.total) for each in (found.law_found, found.law_right) if each is not None] == [(2, 2), (1, 2)]
    assert measure("all", {"A000001": [UNJUDGED]}).law_right is None


def test_groups_and_keywords_have_measures_of_their_own() -> None:
    outcomes = {FIBONACCI.id: [RIGHT], SQUARES.id: [WRONG], PRIMES.id: [WRONG]}
    groups, keywords = by_group(outcomes, SEQUENCES), by_keyword(outcomes, SEQUENCES)
    assert [(each.kind, each.accuracy.count, each.accuracy.total) for each in groups] == [("classic_easy", 1, 2), ("classic_hard", 0, 1)]
    assert [(each.kind, each.sequences) for each in keywords] == [("easy", 1), ("hard", 1), ("nonn", 3)]
