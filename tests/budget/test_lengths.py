from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.budget.lengths import MAX_KNOWN, Length, Needs, quantile

ENDED = st.lists(st.integers(0, 100).map(Length), min_size=1, max_size=30)


def of(*tokens: int, cut: tuple[int, ...] = ()) -> list[Length]:
    return [*map(Length, tokens), *(Length(each, is_cut=True) for each in cut)]


@pytest.mark.parametrize(
    ("lengths", "share", "expected"),
    [
        (of(10), 0.5, 10),
        (of(10, 20, 30, 40), 0.5, 20),
        (of(10, 20, 30, 40), 0.75, 30),
        (of(10, 20, 30, 40), 1.0, 40),
        (of(10, 20, 30, 40), 0.76, 40),
        # Of four, one was cut at 15: of the three that remain after 10, that are two thirds of the rest, the next two take a third each.
        (of(10, 20, 30, cut=(15,)), 0.5, 20),
        (of(10, 20, 30, cut=(15,)), 0.7, 30),
        # A cut before all others says nothing; a cut after all others says that some are longer than everything that is known.
        (of(10, 20, cut=(5,)), 0.5, 10),
        (of(10, 20, cut=(25,)), 0.6, 20),
        (of(10, 20, cut=(25,)), 0.7, inf),
        (of(cut=(7, 8)), 0.1, inf),
        (of(10, cut=(10,)), 0.5, 10),
        ([], 0.5, inf),
    ],
)
def test_a_quantile_counts_what_was_cut_off_as_longer(lengths: list[Length], share: float, expected: float) -> None:
    assert quantile(lengths, share) == expected


@given(ENDED, st.floats(0.01, 1.0))
def test_without_cuts_a_quantile_is_the_smallest_length_within_which_the_share_ends(lengths: list[Length], share: float) -> None:
    found = quantile(lengths, share)
    assert sum(length.tokens <= found for length in lengths) >= share * len(lengths) - 1e-6
    assert sum(length.tokens < found for length in lengths) < share * len(lengths)


@given(ENDED, st.integers(0, 29), st.floats(0.01, 1.0))
def test_a_reply_that_was_cut_off_never_makes_a_quantile_smaller(lengths: list[Length], index: int, share: float) -> None:
    index %= len(lengths)
    cut = [Length(length.tokens, is_cut=number == index) for number, length in enumerate(lengths)]
    assert quantile(cut, share) >= quantile(lengths, share)


def needs_after(*lengths: Length, strategy: str = "trace") -> Needs:
    needs = Needs(10)
    for length in lengths:
        needs = needs.after(strategy, length)
    return needs


def test_a_strategy_needs_what_was_expected_until_attempts_say_otherwise() -> None:
    assert Needs(10).of("trace") == 10
    needs = needs_after(*[Length(50)] * MAX_KNOWN)
    assert (needs.of("trace"), needs.of("pal")) == (50, 10)


def test_the_last_attempts_are_those_that_count() -> None:
    needs = needs_after(*[Length(50)] * MAX_KNOWN, *[Length(20)] * MAX_KNOWN)
    assert needs.known == {"trace": (Length(20),) * MAX_KNOWN}


def test_where_most_were_cut_off_the_longest_is_what_is_known() -> None:
    assert needs_after(Length(90, is_cut=True), *[Length(80, is_cut=True)] * (MAX_KNOWN - 1)).of("trace") == 90


def test_one_long_attempt_of_many_does_not_say_what_most_need() -> None:
    assert needs_after(Length(90), *[Length(50)] * (MAX_KNOWN - 1)).of("trace") == 50
