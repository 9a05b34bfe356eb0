"""Keep a growing conversation inside a model's context. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.messages import CHARACTERS_PER_TOKEN, Message, count_characters

LEFT_OUT = "(This output is left out to save space.)"


def fit(messages: Sequence[Message], opening: int, context: int, reply: int) -> tuple[Message, ...]:
    """Shorten a conversation so that a reply of ``reply`` tokens fits into ``context`` tokens; 0: unknown, no limit.

    First the oldest outputs (user messages) are left out, then whole exchanges, oldest first. The ``opening`` messages, which state the
    problem, and the last message always stay. At most half of the context is reserved for the reply: engines end it where the context ends.
    """
    fitted = list(messages)
    if context <= 0:
        return tuple(fitted)
    room = (context - min(reply, context // 2)) * CHARACTERS_PER_TOKEN
    for index in range(opening, len(fitted) - 1):
        if count_characters(fitted) <= room:
            break
        if fitted[index].role == "user" and len(fitted[index].content) > len(LEFT_OUT):
            fitted[index] = Message("user", LEFT_OUT)
    while count_characters(fitted) > room and len(fitted) > opening + 2:
        del fitted[opening : opening + 2]
    return tuple(fitted)
