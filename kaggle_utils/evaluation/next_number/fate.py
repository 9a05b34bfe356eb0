"""What an attempt at a question amounts to, in one word or two."""

from __future__ import annotations

from enum import StrEnum

from kaggle_utils.evaluation.next_number.arms import SHOTS
from kaggle_utils.evaluation.printed_terms import LOOKED_UP
from kaggle_utils.strategies import Attempt


class Fate(StrEnum):
    """``RIGHT`` and ``WRONG`` are answers; the others are reasons why there is none."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_JSON = "no JSON"
    CUT_OFF = "cut off"
    NO_PROGRAM = "no program"
    FAILED = "failed"
    REFUSED = "refused"
    STORED = "terms stored"
    NO_LAW = "no law"


def fate_of(attempt: Attempt, answer: int) -> Fate:
    """The fate of an attempt at a question with this answer.

    A reply without a JSON object that has an integer for its answer is ``NO_JSON``, or ``CUT_OFF`` where it was not whole. Of
    programs, ``FAILED`` did not run to their end, and ``REFUSED`` contradict the terms shown, lack some, or print what a check refuses.
    """
    if attempt.answer is not None:
        return Fate.RIGHT if attempt.answer == answer else Fate.WRONG
    if LOOKED_UP in attempt.doubts:
        return Fate.STORED
    if not attempt.turns:
        return Fate.NO_LAW
    last = attempt.turns[-1]
    if last.code is None:
        if last.completion.finish != "stop":
            return Fate.CUT_OFF
        return Fate.NO_JSON if attempt.strategy in SHOTS else Fate.NO_PROGRAM
    return Fate.REFUSED if last.execution is not None and last.execution.ok else Fate.FAILED
