"""Replies that the token limit cut off: going on where the program stopped, or asking for less where there is none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt

CUT_BEFORE = "reply cut off before its program"
CUT_INSIDE = "reply cut off in its program"
DIAGNOSES = {
    CUT_BEFORE: "the reply was cut off at its token limit, before there was a program",
    CUT_INSIDE: "the reply was cut off at its token limit, in the middle of the program",
}
MAX_SHOWN = 2000  # characters, the last, of a reply without a program: its thoughts help, and the context is to have room for the program
MAX_REPEATED = 20  # lines that a model may write once more before it goes on


def ask_for_rest(code: str, tokens: int) -> Message:
    """The request to go on with a program that ends in the middle, after a reply of so many tokens."""
    (request,) = load_prompt("replies/cut_program").render(tokens=str(tokens), line=_split(code)[1])
    return request


def ask_for_less(prompt: Sequence[Message], reply: str, tokens: int) -> tuple[Message, ...]:
    """The conversation that asks for the program alone, after a reply of so many tokens that held none."""
    (request,) = load_prompt("replies/cut_before").render(tokens=str(tokens))
    shown = reply.strip()[-MAX_SHOWN:]
    if shown:
        return (*prompt, Message("assistant", shown), request)
    *first, last = prompt  # two questions in a row would not fit into a chat template
    return (*first, replace(last, content=f"{last.content}\n\n{request.content}"))


def join(code: str, rest: str) -> str:
    """A program that was cut off, and the rest that the model wrote; the rest alone, where it begins the program again."""
    lines, written = _split(code)[0].split("\n"), rest.split("\n")
    while written and not written[0].strip():
        del written[0]
    first = next((each for each in lines if each.strip()), None)
    if first is None or written[:1] == [first]:
        return rest
    repeated = next((n for n in range(min(MAX_REPEATED, len(lines), len(written)), 0, -1) if lines[-n:] == written[:n]), 0)
    return "\n".join([*lines, *written[repeated:]])


def _split(code: str) -> tuple[str, str]:
    """The whole lines of a program that was cut off, and its last line, which may be incomplete."""
    head, _, line = code.rstrip("\n").rpartition("\n")
    return head, line
