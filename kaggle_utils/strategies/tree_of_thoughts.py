"""Tree of thoughts: several next steps from every state, each in a fork of its session; the best states are kept (arXiv 2305.10601)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from kaggle_utils.answers import extract_code
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import SandboxError, Session
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.context_window import fit
from kaggle_utils.strategies.shared.gather_or_raise import gather_or_raise
from kaggle_utils.strategies.shared.tool_step import Conversation, Step, finish, take_step, write

NAME = "tree-of-thoughts"
BREADTH = 3  # next steps tried from a state; the paper keeps 5 states of many cheap one-line thoughts, ours are programs
WIDTH = 2  # states that go on
DEPTH = 3  # steps, as in the paper's Game of 24: at most 3 + 6 + 6 programs and 2 statements
VALUES = {"sure": 2, "likely": 1, "impossible": 0}  # the paper's words for how a state is valued
UNSAID = VALUES["likely"]  # a judgement without one of the words tells nothing


@dataclass(frozen=True)
class _Branch:
    """A state: the steps that led to it, the conversation and the session after them (None: it could not be started)."""

    session: Session | None
    talk: Conversation
    steps: tuple[Step, ...] = ()

    @property
    def answer(self) -> int | None:
        return self.steps[-1].answer

    @property
    def is_executed(self) -> bool:
        return any(step.ran for step in self.steps)

    @property
    def evidence(self) -> int:
        """The evidence of the last step's execution: 2 if it ran and printed something new, 1 if it ran, 0 if it failed or was not run."""
        if not self.steps[-1].ran:
            return 0
        printed = [step.turn.execution.stdout for step in self.steps if step.turn.execution is not None]
        return 2 if printed[-1].strip() and printed[-1] not in printed[:-1] else 1


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Search for a state with an answer; if there is none, ask the remaining states for one. All sessions end with the attempt."""
    turns: list[Turn] = []
    async with AsyncExitStack() as sessions:
        root = await sessions.enter_async_context(context.session())
        states = [_Branch(root, Conversation.begin(context.build_prompt("tree_of_thoughts", problem)))]
        for left in reversed(range(DEPTH)):
            if context.time_left <= 0:
                return Attempt(NAME, (), branches=tuple(turns))
            grown = await gather_or_raise(
                *[_grow(state, left, context, sessions) for state in states for _ in range(BREADTH)],
            )
            turns += [branch.steps[-1].turn for branch in grown]
            if any(branch.answer is not None for branch in grown):
                return _conclude(grown, turns)
            kept, judgements = await _select(grown, context)
            turns += judgements
            for branch in (*states, *grown):
                if branch not in kept and branch.session is not None:
                    await branch.session.close()
            states = kept
    if context.time_left <= 0:
        return Attempt(NAME, (), branches=tuple(turns))
    ended = await gather_or_raise(*[_end(state, context) for state in states])
    turns += [branch.steps[-1].turn for branch in ended]
    return _conclude(ended, turns)


async def _grow(state: _Branch, left: int, context: AttemptContext, sessions: AsyncExitStack) -> _Branch:
    """Take one step from a state, in a fork of its session that is made once there is something to run."""
    assert state.session is not None
    completion = await write(state.talk, context)
    session = None
    try:
        session = await sessions.enter_async_context(state.session.fork())
        step = await take_step(completion, state.talk, session, context)
    except SandboxError as error:  # the sandbox has no session to spare, or a cell has ruined this one
        step = Step(context.record.add(Turn(completion, extract_code(completion.text), None, str(error))))
    return _Branch(session, state.talk.then(step, left), (*state.steps, step))


async def _end(state: _Branch, context: AttemptContext) -> _Branch:
    step = await finish(state.talk, context)
    return _Branch(None, state.talk, (*state.steps, step))


async def _select(grown: Sequence[_Branch], context: AttemptContext) -> tuple[list[_Branch], list[Turn]]:
    """The states to keep: those with the most evidence, and among equal ones those that the model judges best."""
    alive = sorted((branch for branch in grown if branch.session is not None), key=lambda branch: -branch.evidence)
    if len(alive) <= WIDTH or alive[WIDTH - 1].evidence > alive[WIDTH].evidence or context.time_left <= 0:
        return alive[:WIDTH], []
    cut = alive[WIDTH].evidence
    tied = [branch for branch in alive if branch.evidence == cut]
    judged = await gather_or_raise(*[_judge(branch, context) for branch in tied])
    best = sorted(zip(tied, judged, strict=True), key=lambda pair: -pair[1][1])
    above = [branch for branch in alive if branch.evidence > cut]
    return [*above, *[branch for branch, _ in best]][:WIDTH], [turn for turn, _ in judged]


async def _judge(state: _Branch, context: AttemptContext) -> tuple[Turn, int]:
    """Ask how likely a state leads to the answer. The question is added to the last message: chat templates need alternating roles."""
    (question,) = load_prompt("replies/judge").render()
    *before, last = state.talk.messages
    messages = (*before, Message(last.role, f"{last.content}\n\n{question.content}"))
    completion = await context.ask(fit(messages, state.talk.opening, context.context_tokens, context.settings.max_tokens))
    return context.record.add(Turn(completion, None, None, None)), read_value(completion.text)


def read_value(text: str) -> int:
    """The value of the last of the words sure, likely and impossible in a judgement."""
    words = re.findall(rf"\b({'|'.join(VALUES)})\b", text.lower())
    return VALUES[words[-1]] if words else UNSAID


def _conclude(branches: Sequence[_Branch], turns: Sequence[Turn]) -> Attempt:
    """The answer that most branches state, preferring those that ran a cell; without an answer, all turns are of branches given up."""
    answered = [branch for branch in branches if branch.answer is not None]
    if not answered:
        return Attempt(NAME, (), branches=tuple(turns))
    votes = Counter((branch.is_executed, branch.answer) for branch in answered)
    chosen = max(answered, key=lambda branch: (branch.is_executed, votes[branch.is_executed, branch.answer]))
    path = [step.turn for step in chosen.steps]
    others = [turn for turn in turns if not any(turn is own for own in path)]
    return Attempt(NAME, tuple(path), chosen.answer, executed=chosen.is_executed, branches=tuple(others))
