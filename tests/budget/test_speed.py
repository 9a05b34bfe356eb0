from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.budget.speed import HALF_LIFE, PRIOR_SHARE, SURPRISE, Speed

REPLIES = st.lists(st.tuples(st.integers(0, 2000), st.floats(0.001, 1000.0), st.floats(1.0, 64.0)), min_size=1, max_size=30)


def measured(pace: float, slowed: float, numbers: list[int], tokens: int = 100) -> Speed:
    """An engine that takes so many seconds a token for one reply alone, and so many more for each further one."""
    speed = Speed()
    for at_once in numbers:
        speed = speed.after(tokens, tokens * (pace + slowed * (at_once - 1)), at_once)
    return speed


def test_nothing_is_known_before_the_first_reply() -> None:
    assert not Speed().is_known
    assert not Speed.expected(0.0).is_known


def test_an_expected_speed_is_that_of_one_reply_alone() -> None:
    assert Speed.expected(20.0).seconds_per_token(1) == pytest.approx(0.05)


def test_the_first_reply_gives_the_level_and_the_rest_is_expected() -> None:
    speed = Speed().after(100, 10.0, 4)
    alone = 0.1 / (1 + 3 * PRIOR_SHARE)
    assert [speed.seconds_per_token(number) for number in (1, 4, 8)] == pytest.approx([alone, 0.1, alone * (1 + 7 * PRIOR_SHARE)])


@pytest.mark.parametrize(("pace", "slowed"), [(0.01, 0.01), (0.05, 0.002), (0.03, 0.0)])
def test_many_replies_show_how_much_one_slows_another(pace: float, slowed: float) -> None:
    speed = measured(pace, slowed, [1, 2, 6, 4, 8, 16, 3, 12] * 5)
    for number in (1, 4, 16):
        assert speed.seconds_per_token(number) == pytest.approx(pace + slowed * (number - 1), rel=0.15)


def test_an_engine_that_becomes_slow_is_noticed_within_a_few_replies() -> None:
    speed = measured(0.001, 0.001, [6] * 50)
    for _ in range(3):
        speed = speed.after(50, 50 * 0.3, 6)
    assert speed.seconds_per_token(6) > 0.08


def test_an_engine_that_becomes_fast_again_is_noticed_within_a_few_problems() -> None:
    speed = measured(0.3, 0.3, [1] * 50)
    for _ in range(24):
        speed = speed.after(100, 0.1, 6)
    assert speed.seconds_per_token(6) < 0.03


def test_after_one_reply_of_a_server_that_was_away_or_is_back_only_that_reply_counts() -> None:
    usual = measured(0.05, 0.002, [8, 4, 8, 2, 8] * 5)
    away = usual.after(100, 300.0, 8)
    assert away.seconds_per_token(8) > 2.0
    assert away.after(100, 5.0, 1).seconds_per_token(1) < 0.2


@given(REPLIES, st.integers(1, 64), st.integers(1, 64))
def test_more_at_once_never_make_each_of_them_faster_and_never_write_less_together(
    replies: list[tuple[int, float, float]], first: int, second: int
) -> None:
    speed = Speed()
    for reply in replies:
        speed = speed.after(*reply)
    few, many = sorted((first, second))
    slow, fast = speed.seconds_per_token(many), speed.seconds_per_token(few)
    assert 0 < fast <= slow * (1 + 1e-9)
    assert many / slow >= few / fast * (1 - 1e-9)


def test_a_slow_engine_may_be_expected_too() -> None:
    assert Speed.expected(0.5).seconds_per_token(1) == pytest.approx(2.0)


@pytest.mark.parametrize("pace", [1.5, SURPRISE, 1 / SURPRISE, 1.5 / SURPRISE])
def test_an_older_reply_counts_less_by_its_half_life(pace: float) -> None:
    speed = Speed().after(100, 100.0, 1).after(100, 100.0 * pace, 1)
    kept = 0.5 ** (1 / HALF_LIFE)
    assert speed.seconds_per_token(1) == pytest.approx((kept + pace) / (kept + 1))


@pytest.mark.parametrize("pace", [1.1 * SURPRISE, 0.9 / SURPRISE])
def test_a_reply_that_surprises_makes_the_older_ones_forgotten(pace: float) -> None:
    speed = Speed().after(100, 100.0, 1).after(100, 100.0 * pace, 1)
    assert speed.seconds_per_token(1) == pytest.approx(pace)
