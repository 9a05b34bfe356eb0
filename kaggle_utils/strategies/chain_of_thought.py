"""Chain of thought: words only, the answer in a box. Several such attempts and a vote are self-consistency (arXiv 2203.11171).

Measured on GSM8K with Qwen2.5-Coder-0.5B (docs/strategies.md): 9 of 40 right where program-of-thoughts has 15, for 1.5 times the tokens.
"""

from __future__ import annotations

from kaggle_utils.answers import extract_answer
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import CUT_BEFORE
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext

NAME = "chain-of-thought"
QUESTIONS = 2  # the problem; and once more for the answer, where the first reply has none


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for the reasoning and, if it states no answer, once more for the answer. No program is run, so the answer is not checked."""
    messages = context.build_prompt("chain_of_thought", problem)
    turns: list[Turn] = []
    answer = None
    while answer is None and len(turns) < QUESTIONS and context.time_left > 0:
        completion = await context.ask(messages)
        answer, diagnosis = _read(completion)
        is_cut = answer is None and completion.finish == "length"
        turns.append(context.record.add(Turn(completion, None, None, diagnosis, CUT_BEFORE if is_cut else None)))
        again = load_prompt("chain_of_thought_answer").render(diagnosis=diagnosis or "")
        messages = (*messages, Message("assistant", completion.text), *again)
    return Attempt(NAME, tuple(turns), answer=answer, executed=False)


def _read(completion: Completion) -> tuple[int | None, str | None]:
    """The answer that a reply states, or what is wrong with it. In a reply that was cut off, a box counts, but not the last number."""
    if completion.finish != "stop" and "boxed" not in completion.text:
        return None, "the reply was cut off."
    answer = extract_answer(completion.text)
    return answer, "the reply states none." if answer is None else None
