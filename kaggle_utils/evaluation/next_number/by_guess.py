"""By guess: the law that the terms shown obey says the next one. No model; no answer where no law is found."""

from __future__ import annotations

from kaggle_utils.evaluation.next_number.questions import Question
from kaggle_utils.strategies import Attempt, Extrapolation
from kaggle_utils.traces import guess


def by_guess(name: str, question: Question) -> Attempt:
    """The attempt of an arm of this name: the next term by the most probable law, if that gives an integer."""
    laws = guess(question.shown, 1)
    if not laws:
        return Attempt(name, ())
    try:
        (answer,) = laws[0].predict(1)
    except ArithmeticError:
        return Attempt(name, ())
    return Attempt(name, (), answer, extrapolation=Extrapolation.by(laws[0]))
