"""The engine with servers of its own: brought up by a ladder of set-ups, watched, and restarted when they die."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.served.backend import Backend
from kaggle_utils.engines.served.ending import may_work_at_once
from kaggle_utils.engines.served.environment import serve_environment
from kaggle_utils.engines.served.process import ServerEndedError, ServerProcess, check_port, free_port
from kaggle_utils.engines.served.processor import ProcessorWatch, look_at_processors
from kaggle_utils.engines.served.watch import watch
from kaggle_utils.engines.smoke_test import smoke_test
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings

logger = logging.getLogger(__name__)

SMOKE_TIMEOUT = 120.0  # seconds; the first kernels compile in it
MAX_STARTS = 2  # of a step's servers before the next step is tried; a second start takes up to four minutes with a 32B model


class ServedEngine:
    """Starts the servers that the settings describe, or the first step of their ladder that comes up; a step may name another backend."""

    def __init__(self, settings: Settings, find_backend: Callable[[str], Backend]) -> None:
        """``find_backend`` gives the backend that ``Settings.engine`` names. Raises InputError when no step's model can be loaded."""
        self._settings = settings
        self._steps = (settings, *settings.ladder_steps())
        self._find_backend = find_backend
        self._check_steps()
        self._current = self._steps[0]
        self._steps_down: list[str] = []
        self._restarts: list[str] = []  # what ended a server each time
        self._facts: Mapping[str, Any] = {}
        self._off_plan: tuple[str, ...] = ()
        self._servers: list[ServerProcess] = []
        self._watchers: list[asyncio.Task[None]] = []
        self._processors: list[ProcessorWatch] = []
        self._client: OpenAIEngine | None = None
        self._scratch = tempfile.TemporaryDirectory(prefix=f"{settings.engine}-")

    @property
    def info(self) -> EngineInfo:
        """The step that came up, the facts of its log, how often a server was restarted, and what had ended it; cores that were taken."""
        context = self._client.info.context if self._client else 0
        details = {
            **self._facts,
            "servers": len(self._servers),
            "restarts": len(self._restarts),
            "restart_reasons": tuple(self._restarts),
            "off_plan": self._off_plan,
            **(self._client.troubles if self._client and len(self._servers) > 1 else {}),
            **{name: fact for processor in reversed(self._processors) for name, fact in processor.facts.items()},
        }
        servers_up = self._client.servers_up if self._client else len(self._current.servers)
        capacity = self._backend.capacity(self._current) * max(1, servers_up)
        return EngineInfo(self._backend.name, str(self._current.model_folder), context, details, tuple(self._steps_down), capacity)

    @property
    def _backend(self) -> Backend:
        return self._find_backend(self._current.engine)

    @property
    def urls(self) -> tuple[str, ...]:
        """The servers' base URLs."""
        return tuple(server.url for server in self._servers)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The servers' processes, each the leader of its group."""
        return tuple(server.process_id for server in self._servers)

    async def __aenter__(self) -> ServedEngine:
        for number, step in enumerate(self._steps):
            self._current = step
            try:
                await self._come_up(step)
            except (EngineError, InputError) as error:
                await self._take_down()
                self._steps_down.append(f"{step.model}: {error}")
                if number + 1 == len(self._steps):
                    raise EngineError(f"{self._backend.title} did not come up. Tried: " + " | ".join(self._steps_down)) from error
                logger.warning("%s did not come up, stepping down: %s", self._backend.title, error)
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
        backend = self._backend
        backend.check(step)
        for index, own in enumerate(step.servers):
            port = step.serve.get("port")
            if port is None:
                port = free_port()
            else:
                check_port(int(port))
            environment = serve_environment(os.environ, backend.environment, step.environment, own, scratch=Path(self._scratch.name))
            log, url = step.out / f"{backend.name}-{index}.log", f"http://127.0.0.1:{port}/v1"
            server = ServerProcess(backend, backend.command(step, int(port)), environment, log, url)
            self._servers.append(server)
            await server.start()
        await asyncio.gather(*[server.wait_until_healthy(deadline) for server in self._servers])
        self._facts = backend.read_facts(self._servers[0].read_log())
        logger.info("%s: %s", backend.title, dict(self._facts))
        self._off_plan = tuple(backend.differences_from_plan(step, self._facts))
        for difference in self._off_plan:
            logger.warning("not as planned: %s", difference)
        # A request waits for a restart as long as it has time: the watcher says when there is nothing to wait for.
        self._client = client = OpenAIEngine(self.urls, step.name, name=backend.name, patience=math.inf)
        # The first requests meet what loading does not: a kernel that is missing, one that does not compile, too little memory.
        await self._while_servers_run(_try_out(client, step, deadline))
        limit = self._settings.startup_limit
        self._watchers = [asyncio.create_task(watch(server, client, limit, self._restarts.append)) for server in self._servers]
        self._processors = [ProcessorWatch() for _ in self._servers]
        self._watchers.append(asyncio.create_task(look_at_processors(self._processors, lambda: self.process_ids)))

    def _check_steps(self) -> None:
        """Raise InputError when no step has a model that can be loaded."""
        complaints = []
        for step in self._steps:
            try:
                self._find_backend(step.engine).check(step)
            except InputError as error:
                complaints.append(error)
            else:
                return
        raise complaints[0]

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
