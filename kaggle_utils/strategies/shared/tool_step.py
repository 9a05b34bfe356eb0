"""A step of tool use: the model writes, its cell is run in a session, and the output is sent back (ToRA, arXiv 2309.17452)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.answers.boxes import last_box
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, DIAGNOSES, ask_for_rest
from kaggle_utils.sandbox import Session
from kaggle_utils.strategies.shared.attempt import BY_MODEL, Turn
from kaggle_utils.strategies.shared.cells import show_output
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.context_window import fit
from kaggle_utils.strategies.shared.examine import Failed, examine
from kaggle_utils.strategies.shared.tried import cell_runner

OUTPUT_FENCE = "```output"  # what follows it is ours to write; a model that goes on invents it
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One reply and its cell: the final ``answer``, if the reply or the cell's output states it, and why the cell ``failed``, if it did.

    ``observation`` is the result of a step that runs no cell.
    """

    turn: Turn
    answer: int | None = None
    failed: Failed | None = None
    observation: str | None = None

    @property
    def ran(self) -> bool:
        """Whether a cell ran to its end."""
        return self.turn.execution is not None and self.turn.execution.ok


@dataclass(frozen=True)
class Protocol:
    """The prompts that show a result, and that nothing was done; and the words with which a model begins to invent a result."""

    result: str = "replies/output"
    nothing: str = "replies/no_cell"
    until: str = OUTPUT_FENCE


@dataclass(frozen=True)
class Conversation:
    """A conversation: the ``opening`` messages that state the problem, all messages so far, and the last cell if it failed."""

    opening: int
    messages: tuple[Message, ...]
    failed: Failed | None = None
    protocol: Protocol = Protocol()

    @classmethod
    def begin(cls, prompt: Sequence[Message], protocol: Protocol = Protocol()) -> Conversation:
        """The conversation before the first reply."""
        return cls(len(prompt), tuple(prompt), protocol=protocol)

    def then(self, step: Step, left: int) -> Conversation:
        """The conversation after a step, with ``left`` more cells allowed."""
        reply = Message("assistant", step.turn.completion.text)
        failed = step.failed
        if failed is not None and failed.mode == CUT_INSIDE and left > 0:
            failed = replace(failed, continued=True)
        return replace(self, messages=(*self.messages, reply, _feedback(step, left, self.protocol)), failed=failed)


async def write(talk: Conversation, context: AttemptContext) -> Completion:
    """The model's next reply, stopped before it invents an output. Raises EngineError."""
    messages = fit(talk.messages, talk.opening, context.context_tokens, context.settings.max_tokens)
    until = talk.protocol.until
    stop = () if context.settings.prompting.thinks_first else (until,)  # a thought may mention the fence and must not end there
    return await context.ask(messages, stop, until=until)


async def take_step(completion: Completion, talk: Conversation, session: Session, context: AttemptContext) -> Step:
    r"""Run the last cell of a reply, as Numina does, and read the final answer.

    A ``\boxed`` answer counts in a reply without a cell, in what a cell printed, and beside a cell whose output ends in the same number.
    Next to any other cell it is a guess at an output that the model has not seen yet.
    """
    code = extract_code(completion.text)
    stated = _boxed(_words(completion.text))
    if code is None:
        if stated is None and completion.finish == "length":
            return Step(context.record.add(Turn(completion, None, None, DIAGNOSES[CUT_BEFORE], CUT_BEFORE)))
        diagnosis = None if stated is not None else "neither a cell nor a boxed answer"
        return Step(context.record.add(Turn(completion, None, None, diagnosis)), stated)
    examined = await examine(completion, cell_runner(context, session), context, talk.failed)
    answer = None
    if examined.output is not None:
        answer = _boxed(examined.output)
        if answer is None and stated is not None and stated == extract_answer(examined.output):
            answer = stated
    return Step(examined.turn, answer, examined.failed)


async def finish(talk: Conversation, context: AttemptContext) -> Step:
    """Ask for the final answer when no more cells may be run. Raises EngineError."""
    completion = await write(talk, context)
    words = _words(completion.text)
    answer = extract_answer(words) if completion.finish == "stop" else _boxed(words)  # the last number of half a reply may be half a number
    return Step(context.record.add(Turn(completion, None, None, None if answer is not None else "no final answer")), answer)


def _feedback(step: Step, left: int, protocol: Protocol) -> Message:
    (request,) = load_prompt("replies/go_on" if left > 0 else "replies/finish").render(left=str(left))
    turn = step.turn
    if turn.mode == CUT_INSIDE and step.failed is not None and left > 0:
        return ask_for_rest(step.failed.program, turn.completion.tokens)
    if turn.mode in (CUT_BEFORE, CUT_INSIDE):
        (message,) = load_prompt("replies/cut_step").render(request=request.content, tokens=str(turn.completion.tokens))
        return message
    if step.observation is not None:
        (message,) = load_prompt(protocol.result).render(output=step.observation, request=request.content)
        return message
    if turn.code is None:
        (message,) = load_prompt(protocol.nothing).render(request=request.content)
        return message
    output = show_output(turn.execution) if turn.execution is not None else turn.diagnosis or ""
    fixes = [repair.by for repair in turn.repairs if repair.by != BY_MODEL and repair.outcome == "fixed"]
    corrected = f"The block was corrected before it ran: {', '.join(fixes)}." if fixes else ""
    advice = step.failed.advice if step.failed is not None else ""
    (message,) = load_prompt(protocol.result).render(
        output=output, request="\n\n".join(part for part in (corrected, advice, request.content) if part)
    )
    return message


def _words(text: str) -> str:
    """A reply's text without its fenced blocks."""
    return _FENCED.sub("", text)


def _boxed(text: str) -> int | None:
    return extract_answer(text) if last_box(text) is not None else None
