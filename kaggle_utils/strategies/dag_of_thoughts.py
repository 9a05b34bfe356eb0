"""DAG of thoughts: the problem is divided into results that depend on each other without a cycle; a cell computes each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import CUT_BEFORE
from kaggle_utils.sandbox import Session
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.cells import shorten
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.gather_or_raise import gather_or_raise
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.task_graph import Node, PlanError, layers, parse_plan
from kaggle_utils.strategies.shared.tried import cell_runner

NAME = "dag-of-thoughts"
MAX_PLANS = 2  # the first and one more, which knows what was wrong with it


@dataclass
class _Work:
    """A running attempt: its conversation up to the plan, its turns, and the nodes' results."""

    messages: tuple[Message, ...]
    context: AttemptContext
    turns: list[Turn] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)

    @property
    def has_time(self) -> bool:
        return self.context.time_left > 0

    def add(self, turn: Turn) -> None:
        self.turns.append(self.context.record.add(turn))


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Ask for a plan, compute its nodes in order, and take the integer that the last one printed."""
    work = _Work(context.build_prompt("dag_of_thoughts", problem), context)
    nodes = await _plan(work)
    answer = None
    if nodes and await _solve_all(nodes, work):
        answer = _read_answer(work.results[nodes[-1].name])
    return Attempt(NAME, tuple(work.turns), answer)


async def _plan(work: _Work) -> tuple[Node, ...]:
    """Ask for a plan until it is a DAG. Returns None if it never is."""
    for _ in range(MAX_PLANS):
        if not work.has_time:
            break
        completion = await work.context.ask(work.messages)
        work.messages = (*work.messages, Message("assistant", completion.text))
        try:
            nodes = _read_plan(completion)
        except PlanError as error:
            work.add(Turn(completion, None, None, str(error), CUT_BEFORE if completion.finish == "length" else None))
            work.messages += load_prompt("replies/replan").render(reason=str(error))
        else:
            work.add(Turn(completion, None, None, None))
            return nodes
    return ()


def _read_plan(completion: Completion) -> tuple[Node, ...]:
    """The plan in a reply. Raises PlanError, also for half a plan, whose last line would be taken for the answer's."""
    if completion.finish == "length":
        raise PlanError(f"it was cut off after {completion.tokens} tokens: write its lines and nothing else")
    return parse_plan(completion.text)


async def _solve_all(nodes: tuple[Node, ...], work: _Work) -> bool:
    """Compute every node in one session. False if one of them cannot be computed."""
    is_lost = False
    async with work.context.session() as session:
        for layer in layers(nodes):
            if not work.has_time:
                return False
            questions = [_question(node, work.results) for node in layer]
            replies = await gather_or_raise(*[work.context.ask((*work.messages, each)) for each in questions])
            for node, question, completion in zip(layer, questions, replies, strict=True):
                if is_lost:
                    work.add(Turn(completion, None, None, f"{node.name} was not run: a result before it could not be had"))
                else:
                    is_lost = not await _solve(node, question, completion, session, work)
            if is_lost:
                return False
    return True


def _question(node: Node, results: Mapping[str, str]) -> Message:
    known = "\n".join(f"{name} = {shorten(results[name])}" for name in node.needs)
    (message,) = load_prompt("replies/solve_node").render(
        known=f"These variables are set:\n{known}" if known else "No variable that it needs is set yet.", name=node.name, task=node.task
    )
    return message


async def _solve(node: Node, question: Message, completion: Completion, session: Session, work: _Work) -> bool:
    """Run a node's cell, and ask for repairs until its variable is set or rounds or time run out."""
    runner = cell_runner(work.context, session, show=node.name)
    made = await repair_loop((*work.messages, question), work.context, runner, first=completion)
    work.turns += made.turns
    if made.output is not None:
        work.results[node.name] = made.output.strip()
    return made.output is not None


def _read_answer(output: str) -> int | None:
    try:
        return read_printed_answer(output)
    except ValueError:
        return None
