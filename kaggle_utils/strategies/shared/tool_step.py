"""A step of tool use: the model writes, its cell is run in a session, and the output goes back (ToRA, arXiv 2309.17452)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.answers.boxes import last_box
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import diagnose
from kaggle_utils.sandbox import Session
from kaggle_utils.strategies.shared.ask import ask
from kaggle_utils.strategies.shared.base import AttemptContext, Turn
from kaggle_utils.strategies.shared.cells import NO_TIME, run_cell, show_output
from kaggle_utils.strategies.shared.context_window import fit

OUTPUT_FENCE = "```output"  # what follows it is ours to write; a model that goes on invents it
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One reply and what came of it. ``answer`` is the final one, if the reply or the output of its cell states it."""

    turn: Turn
    answer: int | None = None

    @property
    def ran(self) -> bool:
        """Whether a cell ran to its end."""
        return self.turn.execution is not None and self.turn.execution.ok


@dataclass(frozen=True)
class Conversation:
    """A conversation: the ``opening`` messages that build_prompt the problem, and all messages so far."""

    opening: int
    messages: tuple[Message, ...]

    @classmethod
    def begin(cls, prompt: Sequence[Message]) -> Conversation:
        """The conversation before the first reply."""
        return cls(len(prompt), tuple(prompt))

    def then(self, step: Step, left: int) -> Conversation:
        """The conversation after a step, when ``left`` more cells may be run."""
        return replace(self, messages=(*self.messages, Message("assistant", step.turn.completion.text), _feedback(step.turn, left)))


async def write(talk: Conversation, context: AttemptContext, index: int) -> Completion:
    """The model's next reply, up to where it would invent an output. Raises EngineError."""
    messages = fit(talk.messages, talk.opening, context.engine.info.context, context.settings.max_tokens)
    stop = () if context.settings.prompting.thinks_first else (OUTPUT_FENCE,)  # a thought may mention the fence and must not end there
    completion = await ask(messages, context, index, stop)
    return replace(completion, text=completion.text.partition(OUTPUT_FENCE)[0])


async def take_step(completion: Completion, session: Session, context: AttemptContext) -> Step:
    r"""Run the last cell of a reply, as Numina does, and read the final answer.

    A ``\boxed`` answer counts in a reply without a cell, in what a cell printed, and beside a cell whose output ends in the same number.
    Beside any other cell it is a guess at an output that the model has not seen yet.
    """
    code = extract_code(completion.text)
    stated = _boxed(_words(completion.text))
    if code is None:
        return Step(Turn(completion, None, None, None if stated is not None else "neither a cell nor a boxed answer"), stated)
    execution = await run_cell(session, code, context)
    if execution is None:
        return Step(Turn(completion, code, None, NO_TIME))
    answer = None
    if execution.ok:
        answer = _boxed(execution.stdout)
        if answer is None and stated is not None and stated == extract_answer(execution.stdout):
            answer = stated
    return Step(Turn(completion, code, execution, diagnose(execution)), answer)


async def finish(talk: Conversation, context: AttemptContext, index: int) -> Step:
    """Ask for the final answer when no more cells may be run. Raises EngineError."""
    completion = await write(talk, context, index)
    answer = extract_answer(_words(completion.text))
    return Step(Turn(completion, None, None, None if answer is not None else "no final answer"), answer)


def _feedback(turn: Turn, left: int) -> Message:
    (request,) = load_prompt("replies/go_on" if left > 0 else "replies/finish").render(left=str(left))
    if turn.code is None:
        (message,) = load_prompt("replies/no_cell").render(request=request.content)
    else:
        output = show_output(turn.execution) if turn.execution is not None else turn.diagnosis or ""
        (message,) = load_prompt("replies/output").render(output=output, request=request.content)
    return message


def _words(text: str) -> str:
    """A reply without its fenced blocks."""
    return _FENCED.sub("", text)


def _boxed(text: str) -> int | None:
    return extract_answer(text) if last_box(text) is not None else None
