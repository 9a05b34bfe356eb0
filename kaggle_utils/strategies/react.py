"""ReAct as a text protocol: thoughts and actions in turn, PYTHON, MATH or LOOKUP, each with an observation (arXiv 2210.03629)."""

from __future__ import annotations

from dataclasses import replace

from kaggle_utils.engines import Completion
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Session
from kaggle_utils.strategies.shared.actions import Action, evaluate_cell, find_action, read_stated, read_terms
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.converse import converse
from kaggle_utils.strategies.shared.look_up import look_up
from kaggle_utils.strategies.shared.tool_step import Conversation, Protocol, Step, take_step
from kaggle_utils.strategies.shared.tried import cell_runner

NAME = "react"
MAX_ACTIONS = 6  # replies that may contain an action; the paper allows 5 to 7
PROTOCOL = Protocol("replies/observation", "replies/no_action", "Observation:")


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Let the model think and act until it states the answer, at most ``MAX_ACTIONS`` times; then ask for the answer.

    An answer counts as executed once an action of PYTHON or MATH has run to its end.
    """
    talk = Conversation.begin(context.build_prompt("react", problem), PROTOCOL)
    return await converse(NAME, talk, _act, MAX_ACTIONS, context)


async def _act(completion: Completion, talk: Conversation, session: Session, context: AttemptContext) -> Step:
    """Carry out the last action of a reply. A reply with a block and no action, or with an answer alone, is read as such."""
    action = find_action(completion.text)
    if action is None or action.kind == "PYTHON":
        step = await take_step(completion, talk, session, context)
        stated = read_stated(completion.text) if action is None and completion.finish == "stop" and step.turn.code is None else None
        if step.answer is not None or stated is None:
            return step
        return Step(context.record.add(replace(step.turn, diagnosis=None)), stated)
    if action.kind == "LOOKUP":
        return _look_up(completion, action, context)
    return await _evaluate(completion, action, session, context)


def _look_up(completion: Completion, action: Action, context: AttemptContext) -> Step:
    terms = read_terms(action.argument)
    observation = look_up(terms, context.sequences) if terms else "LOOKUP needs integers, for example: Action: LOOKUP 1, 2, 5, 14, 42, 132"
    return Step(context.record.add(Turn(completion, None, None, None)), observation=observation)


async def _evaluate(completion: Completion, action: Action, session: Session, context: AttemptContext) -> Step:
    code = evaluate_cell(action.argument)
    tried = await cell_runner(context, session).run(code)
    if tried is None:
        return Step(context.record.add(Turn(completion, code, None, "no time left to evaluate it")))
    return Step(context.record.add(Turn(completion, code, tried.execution, tried.diagnosis)))
