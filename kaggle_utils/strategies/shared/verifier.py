"""The verifier's part in an attempt: it explains a failure that the coder could not mend, and the coder has one more turn."""

from __future__ import annotations

from kaggle_utils.engines import FurtherEngineError
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, example_programs, read_guide, reflect
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.examine import Failed, examine
from kaggle_utils.strategies.shared.tried import Output, Runner

EXPLAIN = "verifier_explain"


async def mend_explained(
    prompt: tuple[Message, ...], failed: Failed, context: AttemptContext, runner: Runner[Output]
) -> tuple[tuple[Turn, ...], Output | None]:
    """The turns of explanation and repair, and what the repaired program gave; None where that was not accepted either.

    Nothing is asked in a run without a verifier, or about a reply that the token limit cut off, which has no mistake to find. The coder has
    no further turn where the verifier fails or says nothing.
    """
    if not context.has("verifier") or failed.mode in (CUT_BEFORE, CUT_INSIDE):
        return (), None
    request = load_prompt(EXPLAIN).render(task=prompt[-1].content, program=failed.program.strip(), diagnosis=failed.diagnosis)
    try:
        explained = await context.asking("verifier").ask(request)
    except FurtherEngineError:
        return (), None
    if not explained.text.strip():
        return (context.record.add(Turn(explained, None, None, "the reply is empty")),), None
    turn = context.record.add(Turn(explained, None, None, None))
    if context.time_left <= 0:
        return (turn,), None
    advice = "\n\n".join(filter(None, [failed.advice, read_guide(explained.text)]))
    mended = await context.ask((*prompt, *reflect(failed.reply, failed.diagnosis, advice)))
    examined = await examine(mended, runner, context, failed, example_programs(prompt))
    return (turn, examined.turn), examined.output
