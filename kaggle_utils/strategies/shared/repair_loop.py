"""The loop of writing, running and repairing, which every strategy uses that asks for whole programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic

from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, ask_for_less, ask_for_rest, example_programs
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.examine import Failed, examine
from kaggle_utils.strategies.shared.repair_turn import ask_afresh, ask_again
from kaggle_utils.strategies.shared.tried import Output, Runner
from kaggle_utils.strategies.shared.verifier import mend_explained


@dataclass(frozen=True)
class Repaired(Generic[Output]):
    """The turns of a loop, and what its last program gave; None where that was not accepted."""

    turns: tuple[Turn, ...]
    output: Output | None


async def repair_loop(
    prompt: tuple[Message, ...], context: AttemptContext, runner: Runner[Output], first: Completion | None = None
) -> Repaired[Output]:
    """Ask for a program, run it, fix it, and ask for repairs until its output is accepted or the rounds or the time are used up.

    ``first`` is the first reply, where it was asked for already. Only the latest failure is shown to the model, so that the conversation
    does not outgrow a small context; after the same failure twice, or the same program, none is, and it is asked for another approach. The
    same program once more ends the loop. A program that the token limit cut off is gone on with, and a reply that it cut off before its
    program is asked for less; a program that was copied from an example is not run. What else a repair turn says, and whether the model
    explains the failure first, which is a turn without a program, is set by the settings ``repair_...`` (repair_turn.py). What the model
    could not mend, the run's verifier explains, if it has one, and one more turn follows.
    """
    turns: list[Turn] = []
    programs: list[str] = []
    before: Failed | None = None
    repeated: Failed | None = None
    is_afresh = False
    rounds = context.settings.repair_rounds
    examples = example_programs(prompt)
    completion = await context.ask(prompt) if first is None else first
    while True:
        examined = await examine(completion, runner, context, before, examples)
        turns.append(examined.turn)
        failed = examined.failed
        if failed is None or context.time_left <= 0:
            return Repaired(tuple(turns), examined.output)
        if rounds <= 0 or (failed.repeated and is_afresh):
            mended = await mend_explained(prompt, failed, context, runner)
            return Repaired((*turns, *mended[0]), mended[1])
        is_afresh = failed.repeated or failed.is_like(repeated)
        if failed.verdict is not None:
            programs.append(failed.program)
        if is_afresh:
            messages, repeated = ask_afresh(prompt, failed, context, programs), None
        elif failed.mode == CUT_BEFORE:
            messages, repeated = ask_for_less(prompt, failed.reply, completion.tokens), failed
        elif failed.mode == CUT_INSIDE:
            messages = (*prompt, Message("assistant", failed.reply), ask_for_rest(failed.program, completion.tokens))
            repeated, failed = failed, replace(failed, continued=True)
        else:
            messages, asked = await ask_again(prompt, failed, context, programs)
            turns += asked
            repeated = failed
        before, rounds = failed, rounds - 1
        completion = await context.ask(messages)
