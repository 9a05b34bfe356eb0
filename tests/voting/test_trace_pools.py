"""Voting on traces: attempts that measured the same terms have one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace
from kaggle_utils.voting.ballot import can_stop, collect_votes
from kaggle_utils.voting.trace_agreement import Relation, relation_of
from kaggle_utils.voting.trace_pools import find_pools, merge_traces, pool_traces
from kaggle_utils.voting.vote import elect

SQUARES = [n * n for n in range(1, 30)]
FIBONACCI = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181, 6765]


def traced(terms: Sequence[int], answer: int | None = None, target: int = 100, start: int = 1, modulus: int | None = None) -> Attempt:
    return Attempt("trace", (), answer, Trace(start, tuple(terms), target), trace_modulus=modulus)


def weigh(attempt: Attempt) -> float:
    return 2.0 if attempt.strategy == "heavy" else 1.0


def answers(*attempts: Attempt) -> list[int | None]:
    return [attempt.answer for attempt in pool_traces(attempts, weigh)]


def test_a_trace_without_an_answer_has_that_of_those_that_agree_with_it() -> None:
    assert answers(traced(SQUARES[:6]), traced(SQUARES[:10], 10_000)) == [10_000, 10_000]


def test_a_trace_that_differs_keeps_its_own() -> None:
    assert answers(traced(SQUARES[:6], 10_000), traced(FIBONACCI[:6], 7), traced([9, 8, 7, 6])) == [10_000, 7, None]


def test_of_two_answers_of_one_trace_the_heavier_is_taken() -> None:
    heavy = Attempt("heavy", (), 5, Trace(1, tuple(SQUARES[:6]), 100))
    assert answers(traced(SQUARES[:6], 10_000), heavy) == [5, 5]
    assert answers(traced(SQUARES[:6], 10_000), traced(SQUARES[:7], 10_000), heavy, traced(SQUARES[:8], 10_000)) == [10_000] * 4


def test_without_any_answer_a_certain_law_of_all_their_terms_gives_it() -> None:
    early, late = traced(FIBONACCI[:10], target=60), traced(FIBONACCI[4:], target=60, start=5)
    assert answers(early, late) == [1_548_008_755_920] * 2


def test_without_an_answer_or_a_law_there_is_none() -> None:
    primes = [2, 3, 5, 7, 11, 13, 17, 19]
    assert answers(traced(primes), traced(primes)) == [None, None]


def test_traces_that_agree_only_modulo_the_answer_s_modulus_share_an_answer_but_no_law() -> None:
    exact, reduced = traced(FIBONACCI, modulus=100), traced([term % 100 for term in FIBONACCI], modulus=100)
    assert answers(exact, reduced) == [None, None]
    assert answers(traced(FIBONACCI, 75, modulus=100), reduced) == [75, 75]


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ([1, 4, 9, 16], [1, 4, 9, 16, 25], Relation.AGREE),
        ([1, 4, 9, 16], [1, 4, 9, 15], Relation.DIFFER),
        ([1, 4, 9], [1, 4, 9], Relation.UNKNOWN),
        ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], Relation.UNKNOWN),
    ],
)
def test_agreement_takes_four_sizes_and_more_than_one_value(one: list[int], other: list[int], relation: Relation) -> None:
    assert relation_of(traced(one), traced(other), None) is relation


def test_traces_towards_different_sizes_are_not_pooled() -> None:
    assert find_pools([traced(SQUARES[:6], target=100), traced(SQUARES[:6], target=50)]) == []


@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.integers(4, 20), st.none() | st.integers(0, 9)), max_size=6))
def test_pooling_changes_no_trace_and_loses_no_answer(made: list[tuple[int, int, int | None]]) -> None:
    attempts = [traced((SQUARES, FIBONACCI)[kind][:length], answer) for kind, length, answer in made]
    pooled = pool_traces(attempts, weigh)
    assert [attempt.trace for attempt in pooled] == [attempt.trace for attempt in attempts]
    assert all(new.answer is not None for new, old in zip(pooled, attempts, strict=True) if old.answer is not None)


@given(st.permutations([(1, 8), (3, 12), (5, 9), (2, 20)]))
def test_a_merged_trace_has_every_term_once_in_any_order(parts: list[tuple[int, int]]) -> None:
    traces = [Trace(start, tuple(SQUARES[start - 1 : end]), 100) for start, end in parts]
    assert merge_traces(traces) == Trace(1, tuple(SQUARES[:20]), 100)


def test_the_rule_traces_elects_what_agreeing_traces_extrapolate_to(make_settings: Callable[..., Settings]) -> None:
    attempts = [traced(SQUARES[:6]), traced(SQUARES[:10], 10_000), traced(FIBONACCI[:6], 7), traced(FIBONACCI[1:6], 8)]
    elected = {rule: elect(collect_votes(attempts, make_settings(voting=rule))) for rule in ("log-odds", "traces")}
    assert elected["traces"] is not None
    assert elected["traces"].answer == 10_000
    assert elected["traces"].share == 0.5


def test_the_rule_traces_waits_for_attempts_that_may_change_a_pool(make_settings: Callable[..., Settings]) -> None:
    attempts = [Attempt("program-of-thoughts", (), 42)] * 5
    assert can_stop(attempts, 1, make_settings(confidence=1.0, voting="log-odds"))
    assert not can_stop(attempts, 1, make_settings(confidence=1.0, voting="traces"))
