"""How a sample is made: the model is asked for a program that prints the first terms, and the last program that it wrote is measured."""

from __future__ import annotations

from collections.abc import Mapping

from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.printed_terms import attempt_terms
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy

NAME = "sequence-terms"
PROMPT = "sequence_terms"


def samples_of(sequences: Mapping[str, OeisSequence]) -> Strategy:
    """The strategy that asks for the terms of these sequences, given by the ids of their problems.

    ``small_cases`` of the prompting settings is the number of terms.
    """

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        asked = sequences[problem.id].asked(context.settings.prompting.small_cases)
        return await attempt_terms(NAME, context.build_prompt(PROMPT, problem, **_fields(asked, context)), asked, context)

    return attempt


def _fields(asked: range, context: AttemptContext) -> dict[str, str]:
    """What the prompt says besides the sequence."""
    seconds = f"{context.settings.execution_timeout:g}"
    return {"terms": str(len(asked)), "first": str(asked[0]), "last": str(asked[-1]), "seconds": seconds}
