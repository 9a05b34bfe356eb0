from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.intervals import paired_difference, share, wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)]
)
def test_the_interval_of_a_share_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    # Newcombe, Statistics in Medicine 1998, 17:857, table I, method 3
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("gained", "lost", "total", "level", "low", "high"),
    [
        (1, 7, 21, 0.95, -0.517, -0.026),  # Fagerland, Lydersen and Laake, Statistics in Medicine 2014: airway reactivity
        (28, 25, 618, 0.90, -0.0148, 0.0247),  # R's PropCIs::scoreci.mp(25, 28, 618, 0.90)
    ],
)
def test_the_interval_of_a_paired_difference_is_tangos(gained: int, lost: int, total: int, level: float, low: float, high: float) -> None:
    assert paired_difference(gained, lost, total, level=level) == pytest.approx((low, high), abs=5e-4 if level == 0.95 else 5e-5)


def test_an_interval_is_not_empty_where_nothing_differs() -> None:
    low, high = paired_difference(0, 0, 100)
    assert -low == pytest.approx(high)
    assert high == pytest.approx(3.8415 / (100 + 3.8415), abs=1e-5)  # Wilson's upper end of 0 of 100


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_paired_interval_holds_the_observed_difference_and_turns_with_it(gained: int, lost: int, same: int) -> None:
    total = gained + lost + same + 1
    low, high = paired_difference(gained, lost, total)
    assert -1 <= low <= (gained - lost) / total <= high <= 1
    assert paired_difference(lost, gained, total) == pytest.approx((-high, -low), abs=1e-9)


@pytest.mark.parametrize(("gained", "lost", "ends"), [(5, 0, (0.131, 1)), (0, 5, (-1, -0.131))])
def test_an_interval_ends_at_the_end_of_the_range(gained: int, lost: int, ends: tuple[float, float]) -> None:
    assert paired_difference(gained, lost, 5) == pytest.approx(ends, abs=1e-3)


@pytest.mark.parametrize("counts", [(-1, 0, 5), (0, -1, 5), (3, 3, 5), (0, 0, 0)])
def test_impossible_counts_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(InputError, match="not possible"):
        paired_difference(*counts)


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5), (0, 0)])
def test_an_impossible_share_is_refused(count: int, total: int) -> None:
    with pytest.raises(InputError, match="is not a share"):
        wilson(count, total)


def families(*right: int, size: int = 3) -> tuple[dict[str, bool], dict[str, str]]:
    """Verdicts with so many right in each family, and the families."""
    ids = [(f"{family}-{wording}", str(family)) for family in range(len(right)) for wording in range(size)]
    return {id_: int(id_.split("-")[1]) < right[int(family)] for id_, family in ids}, dict(ids)


def test_a_share_reads_as_a_sentence() -> None:
    verdicts, _ = families(3, 3, 0, 0)
    assert str(share(verdicts)) == "6 of 12, 50 % (25 to 75 %)"


def test_families_that_succeed_as_a_whole_count_as_one_problem_each() -> None:
    verdicts, clusters = families(*[3, 0] * 10)
    clustered = share(verdicts, clusters)
    assert clustered.design_effect == pytest.approx(3, rel=0.05)
    assert clustered.interval == pytest.approx(wilson(10, 20), abs=0.01)


def test_families_that_are_all_alike_count_problem_by_problem() -> None:
    verdicts, clusters = families(*[1, 2] * 10)
    assert share(verdicts, clusters) == share(verdicts)


def test_where_all_are_right_nothing_says_that_a_family_is_more_than_one_problem() -> None:
    verdicts, clusters = families(*[3] * 20)
    assert share(verdicts, clusters).interval == pytest.approx(wilson(20, 20))


def test_problems_that_are_clusters_of_their_own_are_independent() -> None:
    verdicts, _ = families(1, 2, 3, 0)
    alone = share(verdicts, {id_: id_ for id_ in verdicts})
    assert alone.design_effect == pytest.approx(1)
    assert alone.interval == pytest.approx(share(verdicts).interval)


def test_no_verdict_has_no_share() -> None:
    with pytest.raises(InputError, match="no verdict"):
        share({})
