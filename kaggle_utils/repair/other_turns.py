"""The turns that ask for a repair in other ways than by the error: other techniques, a faster program, intermediate values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaggle_utils.messages import Message
from kaggle_utils.programs.techniques import CACHE, ENUMERATION, SYMPY, TABLE, TECHNIQUES, techniques_of
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair.slow_part import slow_part

NAMED = 2  # techniques in one request
MAX_VALUES = 1200  # characters of intermediate values that are quoted
# Of one kind with another: a table is the same recurrence as a recursion with a cache.
_ALIKE = {TABLE: CACHE, CACHE: TABLE}


def choose_techniques(programs: Sequence[str], is_too_slow: bool = False) -> tuple[str, ...]:
    """At most two techniques that none of the programs used, those first that resemble none that they used.

    After a program that was too slow, enumeration is not among them. None where all were tried.
    """
    tried = frozenset().union(*map(techniques_of, programs))
    left = [each for each in TECHNIQUES if each not in tried and not (is_too_slow and each == ENUMERATION)]
    left.sort(key=lambda each: (_ALIKE.get(each) in tried, each == SYMPY))
    return tuple(left[:NAMED])


def ask_for_technique(
    prompt: Sequence[Message], diagnosis: str, advice: str, programs: Sequence[str], is_too_slow: bool = False
) -> tuple[Message, ...] | None:
    """The prompt with a request for another technique, without the programs that failed. None where all techniques were tried."""
    chosen = choose_techniques(programs, is_too_slow)
    if not chosen:
        return None
    (request,) = load_prompt("reflexion_techniques").render(
        diagnosis=diagnosis, advice=advice and f"{advice}\n\n", techniques=", or ".join(chosen)
    )
    *first, last = prompt
    return (*first, replace(last, content=f"{last.content}\n\n{request.content}"))


def ask_for_speed(reply: str, program: str, diagnosis: str, seconds: float) -> tuple[Message, ...]:
    """The messages to append after a program that was stopped: the failed ``reply`` and the request for a faster program.

    ``seconds`` is how long a program may run.
    """
    slow = slow_part(program)
    (request,) = load_prompt("reflexion_efficiency").render(diagnosis=diagnosis, seconds=f"{seconds:g}", slow=slow and f"{slow}\n\n")
    return Message("assistant", reply), request


def quote_values(values: Sequence[str]) -> str:
    """The paragraph that quotes a program's intermediate values, empty for none."""
    if not values:
        return ""
    text = ""
    for line in values:
        if len(text) + len(line) >= MAX_VALUES:
            text += "...\n"
            break
        text += f"{line}\n"
    (paragraph,) = load_prompt("reflexion_prints").render(values=text.rstrip("\n"))
    return paragraph.content
