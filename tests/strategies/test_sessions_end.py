"""No strategy leaves a session behind, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.strategies import find_strategy
from tests.sandbox.processes import descendants, settle
from tests.scripted import ScriptedEngine, program
from tests.strategies.conftest import MakeContext

PROBLEM = Problem("p", "How many?")
STATEFUL = ["tool-integrated", "tree-of-thoughts", "chain-of-code", "dag-of-thoughts"]


def below(sandbox: Sandbox) -> int:
    """How many processes the sandbox's server has."""
    return len(descendants(sandbox.server_pid))


def operations(sandbox: Sandbox) -> set[str]:
    """What the sandbox's server is doing."""
    return set(sandbox.in_flight)


async def base(sandbox: Sandbox) -> int:
    """The same when nothing runs and what is forked ahead has been forked."""
    await asyncio.gather(*[sandbox.run("pass") for _ in range(4)])
    counts = [below(sandbox)]
    while len(counts) < 10 or len(set(counts[-10:])) > 1:
        await asyncio.sleep(0.02)
        counts.append(below(sandbox))
    return counts[-1]


def slow(name: str) -> str:
    return "a <- none: x" if name == "dag-of-thoughts" else program("print('begun')\nwhile True: pass")


@pytest.mark.parametrize("name", STATEFUL)
async def test_cancelling_an_attempt_in_a_cell_ends_its_sessions(name: str, make_context: MakeContext, shared_sandbox: Sandbox) -> None:
    idle = await base(shared_sandbox)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return program("while True: pass") if "Now compute" in messages[-1].content else slow(name)

    context = make_context(ScriptedEngine(script), execution_timeout=600.0)
    task = asyncio.create_task(find_strategy(name)(PROBLEM, context))
    await settle(lambda: "cell" in (under_way := operations(shared_sandbox)) and not {"open", "fork"} & under_way)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settle(lambda: below(shared_sandbox) <= idle)


@pytest.mark.parametrize("name", STATEFUL)
async def test_cancelling_while_the_model_writes_ends_its_sessions(name: str, make_context: MakeContext, shared_sandbox: Sandbox) -> None:
    idle = await base(shared_sandbox)
    engine = ScriptedEngine(lambda *_: "", hang=True)
    task = asyncio.create_task(find_strategy(name)(PROBLEM, make_context(engine)))
    await settle(lambda: bool(engine.calls))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.cancelled == len(engine.calls)
    await settle(lambda: below(shared_sandbox) <= idle)


@pytest.mark.parametrize("name", STATEFUL)
async def test_an_engine_that_fails_midway_ends_its_sessions(name: str, make_context: MakeContext, shared_sandbox: Sandbox) -> None:
    idle = await base(shared_sandbox)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if len(messages) > 2:
            raise EngineError("the server is gone")
        return "a <- none: x" if name == "dag-of-thoughts" else program("print(weigh(1))" if name == "chain-of-code" else "print(1)")

    with pytest.raises(EngineError, match="the server is gone"):
        await find_strategy(name)(PROBLEM, make_context(ScriptedEngine(script)))
    await settle(lambda: below(shared_sandbox) <= idle)
