"""Stage 3: programs are run on all test cases; what fails is explained by the guiding agent and corrected by the working agent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from kaggle_utils.answers import extract_code
from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.json_replies import UnreadableError
from kaggle_utils.codeseq.make_problem import PreparedProblem
from kaggle_utils.codeseq.prompt_files import case_fields, load_prompt, problem_fields
from kaggle_utils.codeseq.reasons import Reason, RefusedError
from kaggle_utils.codeseq.reply_schemas import CodeReply, ExplainReply
from kaggle_utils.codeseq.run_cases import describe
from kaggle_utils.codeseq.sample import Case, CaseResult, Round
from kaggle_utils.messages import Message


@dataclass(frozen=True)
class Solutions:
    """The first programs, those that could be read, by their numbers, and the histories that ended with a program that passes."""

    asked: int
    first: dict[int, Round]
    passed: dict[int, tuple[Round, ...]]


async def supervise(problem: PreparedProblem, unit: str, agents: Agents, config: CodeSeqConfig) -> Solutions:
    """Ask for first programs, and correct some of them. Raises RefusedError if none passes in the end; EngineError, SandboxFailedError."""
    numbers = range(config.first_solutions)
    made = await asyncio.gather(*[_first(problem, unit, number, agents) for number in numbers])
    first = {number: each for number, each in zip(numbers, made, strict=True) if each is not None}
    if not first:
        raise RefusedError(Reason.NEVER_PASSED, "no program")
    chosen = list(first)[: config.corrected_solutions]
    ended = await asyncio.gather(*[_correct(problem, unit, number, first[number], agents, config) for number in chosen])
    passed = {number: rounds for number, rounds in zip(chosen, ended, strict=True) if rounds[-1].failed is None}
    if not passed:
        last = ended[0][-1].failed
        raise RefusedError(Reason.NEVER_PASSED, last.outcome if last else "")
    return Solutions(config.first_solutions, first, passed)


async def _first(problem: PreparedProblem, unit: str, number: int, agents: Agents) -> Round | None:
    messages = load_prompt("solution").render(**problem_fields(problem.text))
    code = await _ask_for_code(agents, unit, "solution", messages, number)
    if code is None:
        return None
    return Round(code, await agents.run(unit, "solution", code, problem.cases.tests, number))


async def _correct(
    problem: PreparedProblem, unit: str, number: int, round_: Round, agents: Agents, config: CodeSeqConfig
) -> tuple[Round, ...]:
    """The rounds from a first program on, the last one passed unless there were too many, or a correction could not be read."""
    rounds: list[Round] = []
    for turn in range(config.max_rounds):
        failed = round_.failed
        if failed is None:
            break
        case = next(each for each in problem.cases.tests if each.input == failed.input)
        explained = await _explain(problem, unit, f"explain {number}", turn, round_, case, failed, agents)
        if explained is None:
            break
        rounds.append(explained)
        fields = {**problem_fields(problem.text), **case_fields(case), "code": round_.code, "result": describe(failed)}
        fields |= {"work_reason": explained.work_reason, "failed_reason": explained.failed_reason}
        step = f"correct {number}"
        code = await _ask_for_code(agents, unit, step, load_prompt("correct").render(**fields), turn)
        if code is None:
            return tuple(rounds)
        round_ = Round(code, await agents.run(unit, step, code, problem.cases.tests, turn))
    return (*rounds, round_)


async def _explain(
    problem: PreparedProblem, unit: str, step: str, turn: int, round_: Round, case: Case, failed: CaseResult, agents: Agents
) -> Round | None:
    """The round with the guiding agent's reasons, None where they cannot be read."""
    fields = {**problem_fields(problem.text), **case_fields(case), "code": round_.code, "result": describe(failed)}
    try:
        reply = await agents.ask("guiding", unit, step, load_prompt("explain").render(**fields), ExplainReply, turn)
    except UnreadableError:
        return None
    return replace(round_, work_reason=reply.work_reason, failed_reason=reply.failed_reason)


async def _ask_for_code(agents: Agents, unit: str, step: str, messages: tuple[Message, ...], number: int) -> str | None:
    """The program in a reply, without a fence around it; None where it cannot be read."""
    try:
        reply = await agents.ask("working", unit, step, messages, CodeReply, number)
    except UnreadableError:
        return None
    return (extract_code(reply.code) or reply.code).strip("\n")
