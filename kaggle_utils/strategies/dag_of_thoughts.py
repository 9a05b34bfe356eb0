"""DAG of thoughts: the problem is taken apart into results that need each other without a circle, and each is computed by a cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kaggle_utils.answers import extract_code, read_printed_answer
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import NO_BLOCK, diagnose, reflect
from kaggle_utils.sandbox import Session
from kaggle_utils.strategies.shared.ask import ask, build_prompt
from kaggle_utils.strategies.shared.base import Attempt, AttemptContext, Turn
from kaggle_utils.strategies.shared.cells import NO_TIME, run_cell, shorten
from kaggle_utils.strategies.shared.gather_or_raise import gather_or_raise
from kaggle_utils.strategies.shared.run_within import time_left
from kaggle_utils.strategies.shared.task_graph import Node, PlanError, layers, parse_plan

NAME = "dag-of-thoughts"
MAX_PLANS = 2  # the first and one more, which knows what was wrong with it


@dataclass
class _Work:
    """An attempt under way: its conversation up to the plan, its turns, and what the nodes came to."""

    messages: tuple[Message, ...]
    context: AttemptContext
    numbers: Iterator[int] = field(default_factory=itertools.count)  # of the questions
    turns: list[Turn] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    is_lost: bool = False  # whether a result could not be had

    @property
    def has_time(self) -> bool:
        return time_left(self.context) > 0


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a plan, compute its nodes in order, and take the integer that the last one printed."""
    work = _Work(build_prompt("dag_of_thoughts", problem, context), context)
    nodes = await _plan(work)
    answer = None
    if nodes and await _solve_all(nodes, work):
        answer = _read_answer(work.results[nodes[-1].name])
    return Attempt(NAME, tuple(work.turns), answer)


async def _plan(work: _Work) -> tuple[Node, ...]:
    """Ask for a plan until it is a DAG; nothing when it never is."""
    for _ in range(MAX_PLANS):
        if not work.has_time:
            break
        completion = await ask(work.messages, work.context, next(work.numbers))
        work.messages = (*work.messages, Message("assistant", completion.text))
        try:
            nodes = parse_plan(completion.text)
        except PlanError as error:
            work.turns.append(Turn(completion, None, None, str(error)))
            work.messages += load_prompt("replies/replan").render(reason=str(error))
        else:
            work.turns.append(Turn(completion, None, None, None))
            return nodes
    return ()


async def _solve_all(nodes: tuple[Node, ...], work: _Work) -> bool:
    """Compute every node in one session. False when one of them cannot be had."""
    async with work.context.sandbox.session(work.context.settings.execution_memory) as session:
        for layer in layers(nodes):
            if not work.has_time:
                return False
            questions = [_question(node, work.results) for node in layer]
            replies = await gather_or_raise(*[ask((*work.messages, each), work.context, next(work.numbers)) for each in questions])
            for node, question, completion in zip(layer, questions, replies, strict=True):
                if not work.is_lost:
                    work.is_lost = not await _solve(node, question, completion, session, work)
                else:
                    work.turns.append(Turn(completion, None, None, f"{node.name} was not run: a result before it could not be had"))
            if work.is_lost:
                return False
    return True


def _question(node: Node, results: Mapping[str, str]) -> Message:
    known = "\n".join(f"{name} = {shorten(results[name])}" for name in node.needs)
    (message,) = load_prompt("replies/solve_node").render(
        known=f"These variables are set:\n{known}" if known else "No variable that it needs is set yet.", name=node.name, task=node.task
    )
    return message


async def _solve(node: Node, question: Message, completion: Completion, session: Session, work: _Work) -> bool:
    """Run a node's cell, and ask for repairs until its variable is set or the rounds or the time are used up."""
    for round_ in range(work.context.settings.repair_rounds + 1):
        turn = await _run(node, completion, session, work.context)
        work.turns.append(turn)
        if turn.diagnosis is None and turn.execution is not None:
            work.results[node.name] = turn.execution.stdout.strip()
            return True
        if round_ == work.context.settings.repair_rounds or not work.has_time:
            break
        repair = reflect(completion.text, turn.diagnosis or "")
        completion = await ask((*work.messages, question, *repair), work.context, next(work.numbers))
    return False


async def _run(node: Node, completion: Completion, session: Session, context: AttemptContext) -> Turn:
    """Run the cell of a reply and show the node's variable after it: one that is not set is an error that names it."""
    code = extract_code(completion.text)
    if code is None:
        return Turn(completion, None, None, NO_BLOCK)
    execution = await run_cell(session, f"{code}\nprint({node.name})", context)
    if execution is None:
        return Turn(completion, code, None, NO_TIME)
    complaint = None if execution.stdout.strip() else f"{node.name} was not reached"
    return Turn(completion, code, execution, diagnose(execution, complaint))


def _read_answer(output: str) -> int | None:
    try:
        return read_printed_answer(output)
    except ValueError:
        return None
