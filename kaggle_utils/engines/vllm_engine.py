"""The vllm engine: servers of its own, brought up by a ladder of set-ups, watched, and restarted when they die."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.weights import check_checkpoint, read_raw_config
from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.openai_api import OpenAIEngine
from kaggle_utils.engines.smoke_test import smoke_test
from kaggle_utils.engines.vllm_command import serve_command, serve_environment
from kaggle_utils.engines.vllm_ending import may_work_at_once
from kaggle_utils.engines.vllm_expectation import compare, plan_for
from kaggle_utils.engines.vllm_log import ServerFacts, read_facts
from kaggle_utils.engines.vllm_server import ServerEndedError, VllmServer, check_port, free_port
from kaggle_utils.engines.vllm_watch import watch
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import BITSANDBYTES_REFUSAL
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings

logger = logging.getLogger(__name__)

SMOKE_TIMEOUT = 120.0  # seconds; the first kernels compile in it
MAX_SEQUENCES = 256  # at once, where the preset leaves max_num_seqs to vLLM (0.19.1: 256 at least on every GPU)
MAX_STARTS = 2  # of a step's servers before the next step is tried; a second start takes up to four minutes with a 32B model


class VllmEngine:
    """Starts the servers that the settings describe, or the first step of their ladder that comes up."""

    def __init__(self, settings: Settings) -> None:
        """Raises InputError when no step's checkpoint can be loaded."""
        self._settings = settings
        self._steps = (settings, *settings.ladder_steps())
        _check_steps(self._steps)
        self._current = self._steps[0]
        self._steps_down: list[str] = []
        self._restarts: list[str] = []  # what ended a server each time
        self._facts = ServerFacts()
        self._off_plan: tuple[str, ...] = ()
        self._servers: list[VllmServer] = []
        self._watchers: list[asyncio.Task[None]] = []
        self._client: OpenAIEngine | None = None
        self._scratch = tempfile.TemporaryDirectory(prefix="vllm-")

    @property
    def info(self) -> EngineInfo:
        """The step that came up, the facts of its log, how often a server was restarted, and what had ended it each time."""
        context = self._client.info.context if self._client else 0
        details = vars(self._facts) | {
            "servers": len(self._servers),
            "restarts": len(self._restarts),
            "restart_reasons": tuple(self._restarts),
            "off_plan": self._off_plan,
        }
        capacity = int(self._current.serve.get("max_num_seqs", MAX_SEQUENCES)) * len(self._current.servers)
        return EngineInfo("vllm", self._current.model, context, details, tuple(self._steps_down), capacity)

    @property
    def urls(self) -> tuple[str, ...]:
        """The servers' base URLs."""
        return tuple(server.url for server in self._servers)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The servers' processes, each the leader of its group."""
        return tuple(server.process_id for server in self._servers)

    async def __aenter__(self) -> VllmEngine:
        for number, step in enumerate(self._steps):
            self._current = step
            try:
                await self._come_up(step)
            except (EngineError, InputError) as error:
                await self._take_down()
                self._steps_down.append(f"{step.model}: {error}")
                if number + 1 == len(self._steps):
                    raise EngineError("vLLM did not come up. Tried: " + " | ".join(self._steps_down)) from error
                logger.warning("vLLM did not come up, stepping down: %s", error)
            except BaseException:
                await self._take_down()
                raise
            else:
                return self
        raise AssertionError("a ladder has at least one step")

    async def __aexit__(self, *error: object) -> None:
        await self._take_down()
        self._scratch.cleanup()

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Write the next assistant message. A request whose server dies is sent again once that is back. Raises EngineError."""
        assert self._client is not None, "enter the engine first"
        # A step down of the ladder may have taken a smaller context with shorter replies.
        reply = replace(sampling, max_tokens=min(sampling.max_tokens, self._current.max_tokens))
        return await self._client.generate(messages, reply, deadline, on_text)

    async def _come_up(self, step: Settings) -> None:
        """Start the step's servers and try them out, once more where what ended one of them may be over. Raises EngineError, InputError."""
        for start in range(1, MAX_STARTS + 1):
            try:
                # Each step has the whole limit: one that hangs must not use up the time of those that would come up.
                await self._start(step, time.monotonic() + self._settings.startup_limit)
            except ServerEndedError as error:
                if start == MAX_STARTS or not may_work_at_once(error.ending):
                    raise
                logger.warning("%s; it is started again", error)
                self._restarts.append(error.ending.cause)
                await self._take_down()
            else:
                return

    async def _start(self, step: Settings, deadline: float) -> None:
        check_checkpoint(step.model_folder)
        ranks = step.serve.get("tensor_parallel_size", 1)
        method = (read_raw_config(step.model_folder).get("quantization_config") or {}).get("quant_method")
        if method == "bitsandbytes" and ranks > 1:
            raise InputError(
                f"{step.model_folder} is quantised by bitsandbytes, and vLLM says: {BITSANDBYTES_REFUSAL} Set pipeline_parallel_size = "
                f"{ranks} and tensor_parallel_size = 1, or take the preset transformers-nf4"
            )
        for index, own in enumerate(step.servers):
            port = step.serve.get("port")
            if port is None:
                port = free_port()
            else:
                check_port(int(port))
            command = serve_command(step.server_python or sys.executable, step.model_folder, step.name, step.serve, int(port))
            environment = serve_environment(os.environ, step.environment, own, scratch=Path(self._scratch.name))
            server = VllmServer(command, environment, step.out / f"vllm-{index}.log", f"http://127.0.0.1:{port}/v1")
            self._servers.append(server)
            await server.start()
        await asyncio.gather(*[server.wait_until_healthy(deadline) for server in self._servers])
        self._facts = read_facts(self._servers[0].read_log())
        logger.info("%s", self._facts)
        planned = plan_for(step)
        self._off_plan = tuple(compare(self._facts, planned)) if planned else ()
        for difference in self._off_plan:
            logger.warning("not as planned: %s", difference)
        # A request waits for a restart as long as it has time: the watcher says when there is nothing to wait for.
        self._client = client = OpenAIEngine(self.urls, step.name, name="vllm", patience=math.inf)
        # The first requests meet what loading does not: a kernel that is missing, one that does not compile, too little memory.
        await self._while_servers_run(_try_out(client, step, deadline))
        limit = self._settings.startup_limit
        self._watchers = [asyncio.create_task(watch(server, client, limit, self._restarts.append)) for server in self._servers]

    async def _while_servers_run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work; raises ServerEndedError as soon as a server ends under it."""
        tasks = [asyncio.ensure_future(task) for task in (work, *[server.wait_for_end() for server in self._servers])]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for server in self._servers:
                if not server.is_running:
                    raise server.ended()
            tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take_down(self) -> None:
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        if self._client is not None:
            await self._client.__aexit__()
        await asyncio.gather(*[server.stop() for server in self._servers])
        self._client, self._servers, self._watchers = None, [], []


async def _try_out(client: OpenAIEngine, step: Settings, deadline: float) -> None:
    await client.__aenter__()
    await smoke_test(client, step.smoke_prompt, step.smoke_expects, min(SMOKE_TIMEOUT, max(1.0, deadline - time.monotonic())))


def _check_steps(steps: Sequence[Settings]) -> None:
    """Raise InputError when no step has a checkpoint that can be loaded."""
    complaints = []
    for step in steps:
        try:
            check_checkpoint(step.model_folder)
        except InputError as error:
            complaints.append(error)
        else:
            return
    raise complaints[0]
