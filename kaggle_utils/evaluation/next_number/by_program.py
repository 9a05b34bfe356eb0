"""By a program: the model writes one for the general term; it must reproduce the terms shown without storing them, and its next counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaggle_utils.evaluation.next_number.questions import Question
from kaggle_utils.evaluation.printed_terms import LOOKED_UP, attempt_terms
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy

PROMPT = "predict_next_program"


def by_program(name: str, questions: Mapping[str, Question]) -> Strategy:
    """The strategy of an arm of this name that answers these questions, given by the ids of their problems."""

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        shown = questions[problem.id].shown
        asked = range(1, len(shown) + 2)
        fields = {"known": str(len(shown)), "last": str(asked[-1]), "seconds": f"{context.settings.execution_timeout:g}"}
        made = await attempt_terms(name, context.build_prompt(PROMPT, problem, **fields), asked, context, shown)
        is_accepted = made.trace is not None and made.turns[-1].diagnosis is None and LOOKED_UP not in made.doubts
        return replace(made, answer=made.trace.terms[-1]) if made.trace is not None and is_accepted else made

    return attempt
