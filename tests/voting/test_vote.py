from __future__ import annotations

from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.voting.vote import MIN_WEIGHT, Vote, discount_copies, elect, is_decided, probabilities, tally, weight_of

HEAVIEST = 3.0
weights = st.floats(MIN_WEIGHT, HEAVIEST)
fingerprints = st.sampled_from([None, "a", "b", "c"])
votes_of = st.lists(
    st.builds(Vote, answer=st.integers(-2, 4), weight=weights, source=st.just("test"), fingerprint=fingerprints), max_size=12
)
shares = st.floats(0, 1)


def votes(*answers: int) -> list[Vote]:
    return [Vote(answer, 1.0, "test") for answer in answers]


def winner(cast: list[Vote], share: float = 1.0) -> int | None:
    result = elect(discount_copies(cast, share))
    return None if result is None else result.answer


def test_the_heaviest_answer_wins() -> None:
    result = elect(votes(3, 5, 5))
    assert result is not None
    assert (result.answer, result.share) == (5, 2 / 3)


@pytest.mark.parametrize(
    ("cast", "elected"),
    [
        (votes(3, 5), 5),
        (votes(5, 3), 5),
        ([Vote(9, 2.0, "test"), *votes(4, 4)], 4),
    ],
    ids=["the larger one wins", "in any order", "more votes win before that"],
)
def test_ties_are_broken_by_the_number_of_votes_then_by_size(cast: list[Vote], elected: int) -> None:
    assert winner(cast) == elected


def test_no_votes_elect_nobody() -> None:
    assert elect([]) is None


@given(votes_of, shares, st.integers())
def test_the_order_of_votes_changes_nothing(cast: list[Vote], share: float, seed: int) -> None:
    shuffled = Random(seed).sample(cast, len(cast))
    assert list(tally(discount_copies(cast, share)).items()) == list(tally(discount_copies(shuffled, share)).items())


@given(votes_of.filter(len), shares, weights, fingerprints)
def test_one_more_vote_for_the_winner_leaves_it_the_winner(cast: list[Vote], share: float, weight: float, structure: str | None) -> None:
    elected = winner(cast, share)
    assert elected is not None
    assert winner([*cast, Vote(elected, weight, "late", structure)], share) == elected


@given(st.lists(weights, min_size=1), st.integers(), fingerprints, shares)
def test_a_unanimous_answer_is_elected(cast: list[float], answer: int, structure: str | None, share: float) -> None:
    assert winner([Vote(answer, weight, "test", structure) for weight in cast], share) == answer


@given(votes_of, votes_of, shares)
def test_a_decided_vote_is_never_turned_by_the_outstanding_ones(cast: list[Vote], late: list[Vote], share: float) -> None:
    if is_decided(discount_copies(cast, share), outstanding=len(late), heaviest=HEAVIEST):
        assert winner(cast + late, share) == winner(cast, share)


def test_a_lead_that_can_be_overtaken_is_not_decided() -> None:
    assert not is_decided(votes(1, 1), outstanding=2)
    assert is_decided(votes(1, 1), outstanding=1)
    assert not is_decided(votes(1, 1), outstanding=1, heaviest=2.0)
    assert not is_decided([], outstanding=0)


@pytest.mark.parametrize(
    ("cast", "outstanding", "decided"),
    [
        (votes(1, 1, 1, 2), 1, True),
        (votes(1, 1, 1, 2), 2, False),
        (votes(1, 1, 1, 2, 3), 1, True),
        (votes(1, 1, 1, 2, 2, 3), 1, False),
        (votes(1, 1), 0, True),
        (votes(1, 2), 0, False),
    ],
)
def test_a_lead_is_over_the_runner_up_and_all_outstanding_votes(cast: list[Vote], outstanding: int, decided: bool) -> None:
    assert is_decided(cast, outstanding) is decided


def test_copies_of_a_program_count_less_than_another_program() -> None:
    one, copy, other = (Vote(5, 2.0, "test", structure) for structure in ("a", "a", "b"))
    assert tally(discount_copies([one, copy], 0.5)) == {5: 3.0}
    assert tally(discount_copies([one, other], 0.5)) == {5: 4.0}
    assert tally(discount_copies([one, Vote(6, 2.0, "test", "a")], 0.5)) == {5: 2.0, 6: 2.0}, "for another answer it is not a copy"


def test_a_weight_is_the_log_of_how_much_likelier_the_vote_is_if_it_is_right() -> None:
    assert weight_of(0.8, 1.0) == pytest.approx(log(4))
    assert weight_of(0.8, 10.0) == pytest.approx(log(40))
    assert weight_of(0.01, 2.0) == weight_of(0.0, 2.0) == MIN_WEIGHT


@pytest.mark.parametrize("reliability", [1.0, 1.5])
def test_nothing_is_certain(reliability: float) -> None:
    with pytest.raises(ValueError, match=f"^nothing is right with probability {reliability}$"):
        weight_of(reliability, 2.0)


def test_one_vote_makes_its_answer_as_probable_as_its_source_is_reliable() -> None:
    """Truth among 11 answers, wrong votes spread over the other 10: Bayes' rule gives the reliability back."""
    assert probabilities([Vote(5, weight_of(0.7, 10.0), "test")], 10.0)[5] == pytest.approx(0.7)


def test_one_answer_is_always_left_that_nobody_gave() -> None:
    """Truth among two answers, and both were voted for: one answer more, as heavy as no vote, keeps either from being certain."""
    assert probabilities([Vote(5, log(2), "test"), Vote(6, log(2), "test")], 1.0) == pytest.approx({5: 2 / 5, 6: 2 / 5})


@given(votes_of, st.floats(1, 100), st.floats(0, 1))
def test_probabilities_are_some_and_leave_room_for_an_answer_that_nobody_gave(cast: list[Vote], alternatives: float, part: float) -> None:
    found = probabilities(cast, alternatives, part)
    assert all(0 < chance < 1 for chance in found.values())
    assert sum(found.values()) < 1
    assert next(iter(found), None) == winner(cast)


def test_votes_that_go_wrong_together_are_less_evidence() -> None:
    cast = [Vote(5, 1.5, "test")] * 6
    assert probabilities(cast, 2.0, 0.25)[5] < 0.9 < probabilities(cast, 2.0, 1.0)[5]


def test_of_equally_heavy_copies_the_first_is_the_original() -> None:
    copies = [Vote(1, 1.0, "test", "a"), Vote(1, 1.0, "test", "a"), Vote(1, 2.0, "test", "b"), Vote(1, 3.0, "test", "b")]
    assert [vote.weight for vote in discount_copies(copies, 0.5)] == [1.0, 0.5, 1.0, 3.0]
