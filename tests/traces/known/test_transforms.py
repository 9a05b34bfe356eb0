"""Differences and partial sums: what is looked up for them, and how a trace goes on."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.known.transforms import TRANSFORMS, Transform

TERMS = st.lists(st.integers(-(10**20), 10**20), min_size=3, max_size=30)


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda transform: transform.words or "itself")
@given(whole=TERMS, data=st.data())
def test_a_trace_goes_on_as_what_is_looked_up_for_it(transform: Transform, whole: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(2, len(whole)))
    after = transform.look_up(whole)[len(transform.look_up(whole[:count])) :]
    assert transform.go_on(whole[:count], after) == tuple(whole[count:])


@given(TERMS)
def test_differences_are_looked_up_by_the_sequence_and_partial_sums_too(sequence: list[int]) -> None:
    _, differences, sums = TRANSFORMS
    found = differences.look_up([after - before for before, after in pairwise(sequence)])
    assert [term + sequence[0] for term in found] == sequence
    assert sums.look_up(list(accumulate(sequence))) == tuple(sequence[1:])
