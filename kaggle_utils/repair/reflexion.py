"""The turns that ask for a repair: the corrected program, an explanation of what went wrong, or another approach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt

MAX_EXPLANATION = 2000  # characters; longer ones repeat the problem


def reflect(reply: str, diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """The messages to append: the model's failed ``reply`` and the request to correct it (Reflexion, arXiv 2303.11366).

    ``advice`` stands between the diagnosis and the request, as separate paragraphs.
    """
    if not advice:
        return (Message("assistant", reply), *load_prompt("reflexion").render(diagnosis=diagnosis))
    return (Message("assistant", reply), *load_prompt("reflexion_advice").render(diagnosis=diagnosis, advice=advice))


def start_afresh(prompt: Sequence[Message], diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """The prompt without the programs that failed in the same way twice, and with a request for another approach.

    Without ``advice`` the prompt is unchanged, for models that were trained on it alone: the next sample is the other approach.
    """
    if not advice:
        return tuple(prompt)
    (request,) = load_prompt("reflexion_afresh").render(diagnosis=diagnosis, advice=advice)
    *first, last = prompt
    return (*first, replace(last, content=f"{last.content}\n\n{request.content}"))


def ask_guide(prompt: Sequence[Message], program: str, diagnosis: str, advice: str = "") -> tuple[Message, ...]:
    """A separate conversation that asks why a program failed: the guide agent of CodeSeq (arXiv 2503.13109)."""
    return load_prompt("reflexion_guide").render(
        task=prompt[-1].content, program=program.strip(), diagnosis=diagnosis, advice=advice and f"{advice}\n\n"
    )


def read_guide(explanation: str) -> str:
    """The guide's reply as a paragraph of advice."""
    return f"A colleague looked at it and said: {explanation.strip()[:MAX_EXPLANATION]}"
