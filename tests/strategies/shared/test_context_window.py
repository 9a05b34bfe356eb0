from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.messages import CHARACTERS_PER_TOKEN, Message
from kaggle_utils.strategies.shared.context_window import LEFT_OUT, fit

OPENING = (Message("system", "s" * 30), Message("user", "p" * 300))


def talk(*lengths: int) -> tuple[Message, ...]:
    """An opening, then replies and outputs by turns, of these lengths."""
    return OPENING + tuple(Message("user" if index % 2 else "assistant", str(index % 10) * length) for index, length in enumerate(lengths))


def test_a_conversation_that_fits_stays_as_it_is() -> None:
    assert fit(talk(10, 20, 10, 20), 2, context=1000, reply=100) == talk(10, 20, 10, 20)


def test_without_a_known_context_nothing_is_left_out() -> None:
    assert fit(talk(10**6, 10**6), 2, context=0, reply=100) == talk(10**6, 10**6)


def test_the_oldest_output_goes_first() -> None:
    fitted = fit(talk(100, 500, 100, 500), 2, context=580, reply=100)
    assert [len(message.content) for message in fitted] == [30, 300, 100, len(LEFT_OUT), 100, 500]


def test_then_whole_exchanges_go_and_the_opening_and_the_last_message_stay() -> None:
    fitted = fit(talk(900, 500, 100, 500), 2, context=580, reply=100)
    assert fitted == (*OPENING, *talk(900, 500, 100, 500)[-2:])


@given(st.lists(st.integers(0, 2000), min_size=0, max_size=10), st.integers(1, 2000), st.integers(1, 2000))
def test_what_can_be_left_out_is_left_out_only_when_needed(lengths: list[int], context: int, reply: int) -> None:
    messages = talk(*lengths[: len(lengths) // 2 * 2])
    fitted = fit(messages, 2, context, reply)
    room = (context - min(reply, context // 2)) * CHARACTERS_PER_TOKEN
    size = sum(len(message.content) for message in fitted)
    assert size <= room or len(fitted) <= len(OPENING) + 2
    assert fitted == messages or sum(len(message.content) for message in messages) > room
    assert (fitted[:2], fitted[-1]) == (OPENING, messages[-1])
    assert [message.role for message in fitted[2:]] == ["assistant", "user"] * (len(fitted[2:]) // 2)
