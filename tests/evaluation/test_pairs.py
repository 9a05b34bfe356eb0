from __future__ import annotations

from math import nan

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.pairs import pair


def test_values_are_paired_by_id_whatever_their_order() -> None:
    paired = pair({"b": 1, "a": 2}, {"a": 3, "b": 5})
    assert paired.ids == ("a", "b")
    assert paired.differences == (-1, -4)


def test_a_problem_without_a_named_cluster_is_its_own() -> None:
    assert pair({"a": 1, "b": 1}, {"a": 1, "b": 1}).clusters == ("a", "b")


def test_clusters_may_name_more_problems_than_were_tried() -> None:
    assert pair({"a": 1}, {"a": 1}, clusters={"a": "family", "b": "family"}).clusters == ("family",)


@pytest.mark.parametrize(
    ("new", "old", "clusters", "message"),
    [
        ({"a": 1, "b": 1}, {"a": 1}, None, "only the new run has b:"),
        ({"a": 1}, {"a": 1, "c": 1, "b": 1}, None, "only the old run has b, c:"),
        (dict.fromkeys("abcdefgh", 1), {}, None, "only the new run has a, b, c, d, e and 3 more:"),
        ({}, {}, None, "neither run has a problem"),
        ({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": "family"}, "clusters are given, but not for b"),
        ({"a": 1, "b": nan}, {"a": 1, "b": 1}, None, "not a finite number cannot be compared: b"),
    ],
)
def test_what_cannot_be_paired_is_named(new: dict[str, int], old: dict[str, int], clusters: dict[str, str] | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        pair(new, old, clusters=clusters)


def test_a_problem_that_one_run_lacks_counts_what_the_caller_says() -> None:
    paired = pair({"a": True}, {"b": True}, absent=False)
    assert (paired.new, paired.old) == ((True, False), (False, True))
