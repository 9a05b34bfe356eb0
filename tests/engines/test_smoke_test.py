"""A broken model is found out before the first problem."""

from __future__ import annotations

import pytest

from kaggle_utils.engines import EngineError
from kaggle_utils.engines.smoke_test import WARM_UP, judge, smoke_test
from tests.scripted import ScriptedEngine


@pytest.mark.parametrize("text", ["391", "The answer is 391.", "17 * 23 = 391"])
def test_a_right_answer_passes(text: str) -> None:
    judge(text, r"\b391\b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the model writes nothing"),
        (" \n\n", "the model writes nothing"),
        ("!" * 256, "numbers overflow in its layers"),
        ("391" + "!" * 250, "numbers overflow in its layers"),
        ("The answer is 381.", "in which .* is not found"),
    ],
)
def test_a_broken_reply_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        judge(text, r"\b391\b")


async def test_the_sampler_is_warmed_up_with_eight_sequences_at_once() -> None:
    engine = ScriptedEngine(lambda messages, sampling: "391")
    await smoke_test(engine, "What is 17 * 23?", r"\b391\b", timeout=120)
    assert len(engine.calls) == 1 + WARM_UP
