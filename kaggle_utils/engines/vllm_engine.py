"""The vllm engine: servers of its own, brought up by a ladder of set-ups, watched, and restarted when they die."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kaggle_utils.checkpoint.weights import check_checkpoint, read_raw_config
from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.openai_api import OpenAIEngine
from kaggle_utils.engines.smoke_test import smoke_test
from kaggle_utils.engines.vllm_command import serve_command, serve_environment
from kaggle_utils.engines.vllm_expectation import compare, plan_for
from kaggle_utils.engines.vllm_log import ServerFacts, explain_failure, read_facts
from kaggle_utils.engines.vllm_server import VllmServer, check_port, free_port
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import BITSANDBYTES_REFUSAL
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings

logger = logging.getLogger(__name__)

SMOKE_TIMEOUT = 120.0  # seconds; the first kernels compile in it
WATCH_EVERY = 2.0  # seconds
STALLED = 120.0  # seconds in which a server with requests in hand writes no token; a full batch of 8k prompts on a T4 takes 40
MOST_SEQUENCES = 256  # at once, where the preset leaves max_num_seqs to vLLM (0.19.1: 256 at least on every GPU)
MOST_RESTARTS = 5  # of one server; more means that it cannot work


class VllmEngine:
    """Starts the servers that the settings describe, or the first step of their ladder that comes up."""

    def __init__(self, settings: Settings) -> None:
        """Raises InputError when no step's checkpoint can be loaded."""
        self._settings = settings
        self._steps = (settings, *settings.ladder_steps())
        _check_steps(self._steps)
        self._current = self._steps[0]
        self._steps_down: list[str] = []
        self._restarts = 0
        self._facts = ServerFacts()
        self._off_plan: tuple[str, ...] = ()
        self._servers: list[VllmServer] = []
        self._watchers: list[asyncio.Task[None]] = []
        self._client: OpenAIEngine | None = None
        self._scratch = tempfile.TemporaryDirectory(prefix="vllm-")

    @property
    def info(self) -> EngineInfo:
        """The step that came up, the facts of its log, and how often a server was restarted."""
        context = self._client.info.context if self._client else 0
        details = vars(self._facts) | {
            "servers": len(self._servers),
            "restarts": self._restarts,
            "off_plan": self._off_plan,
        }
        capacity = int(self._current.serve.get("max_num_seqs", MOST_SEQUENCES)) * len(self._current.servers)
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
                # Each step has the whole limit: one that hangs must not use up the time of those that would come up.
                await self._come_up(step, time.monotonic() + self._settings.startup_limit)
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

    async def _come_up(self, step: Settings, deadline: float) -> None:
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
        client = OpenAIEngine(self.urls, step.name, name="vllm", patience=math.inf)
        self._client = await client.__aenter__()
        await smoke_test(client, step.smoke_prompt, step.smoke_expects, min(SMOKE_TIMEOUT, max(1.0, deadline - time.monotonic())))
        self._watchers = [asyncio.create_task(self._watch(server, client)) for server in self._servers]

    async def _take_down(self) -> None:
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        if self._client is not None:
            await self._client.__aexit__()
        await asyncio.gather(*[server.stop() for server in self._servers])
        self._client, self._servers, self._watchers = None, [], []

    async def _watch(self, server: VllmServer, client: OpenAIEngine) -> None:
        """Bring the server back whenever it ends, stalls or does not come up. Requests in hand are sent again by the client."""
        healthy = True
        try:
            for restart in range(MOST_RESTARTS + 1):
                while healthy and server.is_running and client.seconds_without_progress(server.url) < STALLED:
                    await asyncio.sleep(WATCH_EVERY)
                if restart < MOST_RESTARTS:
                    healthy = await self._restart(server)
            logger.error("%s was started %d times and stays down", server.url, MOST_RESTARTS + 1)
        except Exception:
            logger.exception("%s cannot be watched any more", server.url)
        client.give_up(server.url)

    async def _restart(self, server: VllmServer) -> bool:
        """Start a server again; whether it came back."""
        reason = "does not work" if server.is_running else f"ended ({explain_failure(server.read_log())})"
        logger.error("%s %s; it is started again", server.url, reason)
        self._restarts += 1
        await server.stop()
        await server.start()
        try:
            await server.wait_until_healthy(time.monotonic() + self._settings.startup_limit)
        except EngineError:
            logger.exception("%s did not come back", server.url)
            return False
        return True


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
