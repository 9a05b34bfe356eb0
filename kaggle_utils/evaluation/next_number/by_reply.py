"""By a reply: the model says the next term in words, as JSON. One question, and nothing is run."""

from __future__ import annotations

from kaggle_utils.codeseq.json_replies import UnreadableError, read_json_reply
from kaggle_utils.codeseq.reply_schemas import Integer, Reply
from kaggle_utils.evaluation.next_number.questions import PROMPT
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import build_messages
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy, Turn


class NextNumberReply(Reply):
    """The rule and the next term (Figure 4)."""

    thought: str = ""
    answer: Integer


def by_reply(name: str) -> Strategy:
    """The strategy of an arm of this name; how many examples it shows is set by ``prompting.examples``."""

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        # Without the size of the context: of five examples none may be left out. A prompt that is too long for a model is an attempt lost.
        completion = await context.ask(build_messages(PROMPT, problem.statement, context.settings.prompting, context.notes))
        answer, diagnosis = read_answer(completion.text)
        return Attempt(name, (context.record.add(Turn(completion, None, None, diagnosis)),), answer, executed=False)

    return attempt


def read_answer(text: str) -> tuple[int | None, str | None]:
    """The answer of the first JSON object in a reply that has an integer there; or what is wrong with the reply."""
    try:
        return read_json_reply(text, NextNumberReply).answer, None
    except UnreadableError as error:
        return None, str(error)
