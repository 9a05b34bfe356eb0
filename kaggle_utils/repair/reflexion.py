"""The turns that ask for a repair: the same program corrected, an explanation of what went wrong, or another approach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt

MAX_EXPLANATION = 2000  # characters; longer ones repeat the problem


def reflect(reply: str, diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """The messages to append: the model's failed ``reply`` and the request to correct it (Reflexion, arXiv 2303.11366).

    ``advice`` is put between the diagnosis and the request, as paragraphs of their own.
    """
    if not advice:
        return (Message("assistant", reply), *load_prompt("reflexion").render(diagnosis=diagnosis))
    return (Message("assistant", reply), *load_prompt("reflexion_advice").render(diagnosis=diagnosis, advice=advice))


def start_afresh(prompt: Sequence[Message], diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """The prompt again without the programs that failed in the same way twice, with the request for another approach.

    Without ``advice`` it is the prompt as it was, for models that know no other text: the next sample is the other approach.
    """
    if not advice:
        return tuple(prompt)
    (request,) = load_prompt("reflexion_afresh").render(diagnosis=diagnosis, advice=advice)
    *first, last = prompt
    return (*first, replace(last, content=f"{last.content}\n\n{request.content}"))


def ask_guide(prompt: Sequence[Message], program: str, diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """A conversation of its own that asks why a program failed: the guide agent of CodeSeq (arXiv 2503.13109)."""
    return load_prompt("reflexion_guide").render(
        task=prompt[-1].content, program=program.strip(), diagnosis=diagnosis, advice=advice and f"{advice}\n\n"
    )


def read_guide(explanation: str) -> str:
    """What a guide said, as a paragraph of advice."""
    return f"A colleague looked at it and said: {explanation.strip()[:MAX_EXPLANATION]}"
