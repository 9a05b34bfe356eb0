from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.voting import Vote, elect, is_decided, tally

votes_of = st.lists(st.builds(Vote, answer=st.integers(0, 5), weight=st.floats(0.1, 3), source=st.just("test")), min_size=1, max_size=12)


def votes(*answers: int) -> list[Vote]:
    return [Vote(answer, 1.0, "test") for answer in answers]


def test_the_heaviest_answer_wins() -> None:
    result = elect(votes(3, 5, 5))
    assert result is not None
    assert (result.answer, result.share) == (5, 2 / 3)


def test_of_equal_answers_the_first_voted_for_wins() -> None:
    result = elect(votes(3, 5))
    assert result is not None
    assert result.answer == 3


def test_no_votes_elect_nobody() -> None:
    assert elect([]) is None


@given(votes_of, st.randoms())
def test_the_order_of_votes_does_not_change_the_tally(cast: list[Vote], random: object) -> None:
    backwards = tally(cast[::-1])
    assert {answer: round(weight, 9) for answer, weight in tally(cast).items()} == {a: round(w, 9) for a, w in backwards.items()}


@given(votes_of, st.lists(st.builds(Vote, answer=st.integers(0, 9), weight=st.just(1.0), source=st.just("late")), max_size=5))
def test_a_decided_vote_cannot_be_turned_by_the_outstanding_ones(cast: list[Vote], late: list[Vote]) -> None:
    if is_decided(cast, outstanding=len(late)):
        before, after = elect(cast), elect(cast + late)
        assert before is not None
        assert after is not None
        assert before.answer == after.answer


def test_a_lead_that_can_be_overtaken_is_not_decided() -> None:
    assert not is_decided(votes(1, 1), outstanding=2)
    assert is_decided(votes(1, 1), outstanding=1)
    assert not is_decided([], outstanding=0)
