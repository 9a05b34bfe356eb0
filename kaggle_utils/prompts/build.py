"""Build a strategy's prompt for a problem. docs/prompts.md shows what each option adds, and in which order."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence

from kaggle_utils.messages import CHARACTERS_PER_TOKEN, Message, count_characters
from kaggle_utils.prompts.addition import additions
from kaggle_utils.prompts.choice import rank
from kaggle_utils.prompts.example import load_examples
from kaggle_utils.prompts.template import load_prompt
from kaggle_utils.settings.prompt_options import PromptOptions

logger = logging.getLogger(__name__)


def build_messages(
    name: str, statement: str, options: PromptOptions, notes: Sequence[str] = (), context_tokens: int = 0, **fields: str
) -> tuple[Message, ...]:
    """The messages of a prompt for one problem: its statement, the ``notes`` about it, and what the options add.

    Examples come before it as earlier turns of user and assistant: that is the form in which chat models have learnt to follow a
    pattern, and the reply to imitate is then a reply, in the very template that the question comes in. They leave out what would make the
    prompt longer than ``options.examples_share`` of the context (``context_tokens``; 0: not known, all of them fit).
    """
    prompt = load_prompt(name, options.output_format)
    added = additions(name, options) if prompt.dressed else []
    values = {"small_cases": str(options.small_cases)} | fields
    before, after = ([addition.text for addition in added if addition.before is first] for first in (True, False))
    *system, question = prompt.render(statement="\n\n".join([*before, statement, *notes, *after]), **values)
    room = (
        context_tokens * options.examples_share * CHARACTERS_PER_TOKEN - count_characters([*system, question])
        if context_tokens
        else math.inf
    )
    shown = _shown(name, statement, options, room, fields)
    messages = (*system, *shown, question)
    return _without_system(messages) if options.thinks_first else messages


def _shown(name: str, statement: str, options: PromptOptions, room: float, fields: Mapping[str, str]) -> list[Message]:
    """The turns of the examples: counterexamples first, and in each kind the best one last, closest to the question."""
    wanted_examples = options.examples_in(name)
    if not wanted_examples + options.counterexamples:
        return []
    suitable = [example for example in load_examples() if example.suits(name, options.output_format)]
    ranked = rank(suitable, statement, options.example_choice)
    turns: list[list[Message]] = []
    for wanted, kind in (
        (wanted_examples, [example for example in ranked if example.wrong is None]),
        (options.counterexamples, [example for example in ranked if example.wrong is not None]),
    ):
        chosen, room = _fitting([example.turns(name, options.output_format, **fields) for example in kind], wanted, room)
        if len(chosen) < wanted:
            logger.info("%s shows %d examples of %d: there are no more for it that fit", name, len(chosen), wanted)
        turns[:0] = reversed(chosen)
    return [message for pair in turns for message in pair]


def _fitting(examples: Sequence[Sequence[Message]], wanted: int, room: float) -> tuple[list[list[Message]], float]:
    """The turns of the first ``wanted`` examples that fit into ``room`` characters, and the characters that are left."""
    chosen: list[list[Message]] = []
    for turns in examples:
        if len(chosen) == wanted:
            break
        if count_characters(turns) <= room:
            chosen.append(list(turns))
            room -= count_characters(turns)
    return chosen, room


def _without_system(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages with the system message's text moved to the top of the first question."""
    if messages[0].role != "system":
        return tuple(messages)
    system, first, *others = messages
    return (Message("user", f"{system.content}\n\n{first.content}"), *others)
