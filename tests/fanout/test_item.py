"""The identity of an item."""

from __future__ import annotations

import pytest

from kaggle_utils.fanout import hash_of


def test_the_order_of_keys_does_not_count() -> None:
    assert hash_of({"a": [1, 2], "b": None}) == hash_of({"b": None, "a": [1, 2]})


@pytest.mark.parametrize("other", [[2, 1], ["1", 2], [1, 2.5], {"0": 1}])
def test_other_values_are_other_items(other: object) -> None:
    assert hash_of(other) != hash_of([1, 2])


def test_half_a_surrogate_pair_has_a_hash() -> None:
    assert len(hash_of("\ud83d")) == 64


def test_what_json_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        hash_of(float("nan"))
