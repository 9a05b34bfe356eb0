"""The filter's second half: the working agent plans the problem and judges whether it can be made."""

from __future__ import annotations

from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.choose_cases import shown_terms
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.json_replies import UnreadableError
from kaggle_utils.codeseq.prompt_files import load_prompt, sequence_fields
from kaggle_utils.codeseq.reasons import Reason, RefusedError
from kaggle_utils.codeseq.reply_schemas import PlanReply
from kaggle_utils.codeseq.sequence import Sequence


async def plan(sequence: Sequence, agents: Agents, config: CodeSeqConfig) -> None:
    """Return if the agent is able to make a problem of the sequence. Raises RefusedError otherwise, and EngineError.

    A plan that says it is able and holds one of its steps for impossible contradicts itself, and counts as not able.
    """
    messages = load_prompt("plan").render(**sequence_fields(sequence, shown_terms(sequence, config.shown_share)))
    try:
        reply = await agents.ask("working", sequence.name, "plan", messages, PlanReply)
    except UnreadableError as error:
        raise RefusedError(Reason.UNREADABLE_PLAN, str(error)) from None
    if not (reply.is_able and all(reply.step_judge)):
        impossible = next((step for step, judged in zip(reply.step, reply.step_judge, strict=True) if not judged), "is_able is false")
        raise RefusedError(Reason.NOT_ABLE, impossible)
