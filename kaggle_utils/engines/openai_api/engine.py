"""The openai engine: one or more OpenAI-compatible servers; a request goes to the one with the fewest in flight."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.openai_api.call import Call, Question
from kaggle_utils.engines.openai_api.health import list_models
from kaggle_utils.engines.openai_api.pool import ServerPool
from kaggle_utils.engines.openai_api.request import RefusedError, ServerAwayError, in_words
from kaggle_utils.engines.openai_api.server import Server
from kaggle_utils.messages import Message

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5.0  # seconds; a server that is up accepts at once, and reading has the caller's deadline
FIRST_ANSWER = 30.0  # seconds that a server may take to list its models at the start, on a machine that is busy with other things
REQUESTS_PER_SERVER = 64  # at once; what somebody else's server cannot batch waits inside it
MIN_REPLY = 128  # tokens; fewer hold no program
PATIENCE = 300.0  # seconds that a request waits for a server to come back; a restarted 32B model takes up to four minutes to load


class OpenAIEngine:
    """Sends requests to servers that are already running.

    A request whose server goes away is sent again, to another server or to the same one once it is back, until its deadline or for
    ``patience`` seconds: only time is lost. One that takes much longer than the other servers' is sent to a second one as well. Replies
    are streamed, so that cancelling a request closes its connection and frees its slot.
    """

    def __init__(self, urls: Sequence[str], model: str, *, patience: float = PATIENCE, name: str = "openai") -> None:
        self._urls = tuple(urls)
        self._model = model
        self._patience = patience
        self._name = name
        self._pool: ServerPool | None = None
        self._context = 0

    @property
    def info(self) -> EngineInfo:
        """The servers, the context that the first of them states (0: not stated), and what did not go as it should."""
        details = {"urls": self._urls, **self.troubles}
        return EngineInfo(self._name, self._model, self._context, details, capacity=REQUESTS_PER_SERVER * max(1, self.servers_up))

    @property
    def servers_up(self) -> int:
        """How many servers take requests."""
        return len(self._pool.up) if self._pool else len(self._urls)

    @property
    def troubles(self) -> dict[str, object]:
        """Servers that were taken out, requests that were sent again or to a second server; empty while nothing was amiss."""
        return self._pool.describe() if self._pool else {}

    async def __aenter__(self) -> OpenAIEngine:
        servers = [_connect(url) for url in self._urls]
        models = await asyncio.gather(*[_models_or_error(server) for server in servers])
        try:
            listed = self._check(servers, models)
        except EngineError:
            await asyncio.gather(*[server.client.close() for server in servers])
            raise
        self._context = _stated_context(next(entry for entry in listed if entry.id == self._model))
        self._pool = ServerPool(servers, self._model)
        for server, answer in zip(servers, models, strict=True):
            if isinstance(answer, Exception):
                self._pool.put_off(server, f"it did not answer at the start: {in_words(answer)}")
        return self

    def _check(self, servers: Sequence[Server], models: Sequence[Sequence[Any] | Exception]) -> Sequence[Any]:
        """The models of the first server that answers. Raises EngineError if none does, or one that does serves another model."""
        found = [(server, listed) for server, listed in zip(servers, models, strict=True) if not isinstance(listed, Exception)]
        if not found:
            words = in_words(next(error for error in models if isinstance(error, Exception)))
            raise EngineError(f"no answer from {', '.join(self._urls)}: {words}; is the server up?")
        for server, listed in found:
            names = [entry.id for entry in listed]
            if not self._model and names:
                self._model = names[0]
            if self._model not in names:
                served = ", ".join(names) or "nothing"
                raise EngineError(f"{server.url} serves {served}, not {self._model!r}: pass one of these as --model")
        return found[0][1]

    async def __aexit__(self, *error: object) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def seconds_without_progress(self, url: str) -> float:
        """For how long a server with requests in flight has written nothing; 0 if it has none in flight."""
        return self.pool.find(url).seconds_without_progress

    def pieces_written(self, url: str) -> int:
        """How many pieces of text a server has written so far."""
        return self.pool.find(url).pieces

    def note_restart(self, url: str) -> None:
        """A server was started again: what it did not write before does not count."""
        self.pool.find(url).note_restart()

    def give_up(self, url: str, reason: str) -> None:
        """Send this server nothing more; without another one, requests fail at once with the reason."""
        self.pool.give_up(self.pool.find(url), reason)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Return the next assistant message; at the deadline, the text so far is returned. Raises EngineError.

        A request that is sent again, or that another server answers first, streams its text again from the start. Where prompt and
        ``max_tokens`` do not fit into the context together, which vLLM refuses, a shorter reply is asked for.
        """
        pool = self.pool
        give_up = min(deadline, time.monotonic() + self._patience)
        while True:
            server = await pool.next_server(give_up)
            try:
                return await Call(pool, Question(messages, sampling, deadline, on_text)).answer(server)
            except ServerAwayError:
                continue
            except RefusedError as error:
                if not error.is_too_long or sampling.max_tokens < 2 * MIN_REPLY:
                    raise
                sampling = replace(sampling, max_tokens=sampling.max_tokens // 2)
                logger.info("%s has no room for the reply; %d tokens are asked for", server.url, sampling.max_tokens)

    @property
    def pool(self) -> ServerPool:
        """Its servers, once it has been entered."""
        assert self._pool is not None, "enter the engine first"
        return self._pool


def _connect(url: str) -> Server:
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

    # A proxy from the environment is for the internet, never for a server that a URL names by hand.
    http = DefaultAsyncHttpxClient(trust_env=False)
    client = AsyncOpenAI(
        base_url=url,
        api_key=os.environ.get("OPENAI_API_KEY") or "none",
        max_retries=0,
        timeout=Timeout(None, connect=CONNECT_TIMEOUT),
        http_client=http,
    )
    return Server(url, client, http)


async def _models_or_error(server: Server) -> Sequence[Any] | Exception:
    from openai import OpenAIError

    try:
        return await list_models(server, FIRST_ANSWER)
    except (OpenAIError, ValueError) as error:
        return error


def _stated_context(model: Any) -> int:
    """The context that a server states for a model, as vLLM does or as llama.cpp does for one slot; 0 where it states none."""
    own = getattr(model, "max_model_len", None) or (getattr(model, "meta", None) or {}).get("n_ctx")
    return int(own or 0)
