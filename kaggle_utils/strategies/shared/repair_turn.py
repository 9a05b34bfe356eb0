"""Which question follows a program that failed, by the settings of repair."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.messages import Message
from kaggle_utils.programs.intermediate_values import read_prints, with_prints
from kaggle_utils.repair import ask_for_speed, ask_for_technique, ask_guide, quote_values, read_guide, reflect, start_afresh
from kaggle_utils.sandbox import Verdict
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.examine import Failed
from kaggle_utils.strategies.shared.tried import TOO_SLOW

SHOWS_VALUES = (Verdict.OK, Verdict.ERROR, Verdict.EXITED)  # a program that was stopped is not run again


async def ask_again(
    prompt: tuple[Message, ...], failed: Failed, context: AttemptContext, programs: Sequence[str]
) -> tuple[tuple[Message, ...], tuple[Turn, ...]]:
    """The next question after a failure, and the turns that were needed to make it.

    ``programs`` are all that have failed so far. Other techniques are named where the settings say so; then a faster program is asked for
    after a time-out; then the corrected one, with the explanation of the guide and the program's intermediate values.
    """
    settings = context.settings
    advice, turns = failed.advice, list[Turn]()
    if settings.repair_prints and (values := await _intermediate_values(failed, context)):
        advice = _join(advice, quote_values(values))
    if settings.repair_guide:
        explained = await context.ask(ask_guide(prompt, failed.program, failed.diagnosis, advice))
        turns.append(context.record.add(Turn(explained, None, None, None)))
        advice = _join(advice, read_guide(explained.text))
    if other := _other_technique(prompt, failed, advice, context, programs):
        return other, tuple(turns)
    if settings.repair_efficiency and failed.verdict in TOO_SLOW:
        faster = ask_for_speed(failed.reply, failed.program, failed.diagnosis, settings.execution_timeout)
        return (*prompt, *faster), tuple(turns)
    return (*prompt, *reflect(failed.reply, failed.diagnosis, advice)), tuple(turns)


def ask_afresh(prompt: tuple[Message, ...], failed: Failed, context: AttemptContext, programs: Sequence[str]) -> tuple[Message, ...]:
    """The next question after the same failure twice: the conversation without the programs that failed."""
    other = _other_technique(prompt, failed, failed.advice, context, programs)
    return other or start_afresh(prompt, failed.diagnosis, failed.advice)


def _other_technique(
    prompt: tuple[Message, ...], failed: Failed, advice: str, context: AttemptContext, programs: Sequence[str]
) -> tuple[Message, ...] | None:
    if not context.settings.repair_techniques or failed.verdict is None:  # without a program no technique was tried
        return None
    return ask_for_technique(prompt, failed.diagnosis, advice, programs, failed.verdict in TOO_SLOW)


async def _intermediate_values(failed: Failed, context: AttemptContext) -> list[str]:
    if failed.verdict not in SHOWS_VALUES:
        return []
    program = with_prints(failed.executed, numbered=failed.executed == failed.program)
    execution = await context.run(program) if program is not None else None
    return [] if execution is None else read_prints(execution.stdout)


def _join(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))
