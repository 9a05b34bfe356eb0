"""The openai engine: one or more OpenAI-compatible servers; a request goes to the one with the fewest in flight."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kaggle_utils.engines.base import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5.0  # seconds; a server that is up accepts at once, and reading has the caller's deadline
FIRST_WAIT, MAX_WAIT = 0.25, 5.0  # seconds between two tries of a request whose server went away, doubled each time
REQUESTS_PER_SERVER = 64  # at once; what somebody else's server cannot batch waits inside it
TOO_LONG = "maximum context length"  # in vLLM's refusal, and in that of OpenAI's own servers; llama.cpp shortens the reply itself
MIN_REPLY = 128  # tokens; fewer hold no program
PATIENCE = 300.0  # seconds that a request waits for a server to come back; a restarted 32B model takes up to four minutes to load


def read_urls(given: Sequence[str]) -> tuple[str, ...]:
    """The servers' base URLs: those given, else ``OPENAI_BASE_URL``. Raises InputError if there is none, or for one that is not a URL."""
    urls = tuple(url.strip().rstrip("/") for item in given for url in item.split(",") if url.strip())
    if not urls and os.environ.get("OPENAI_BASE_URL"):
        urls = (os.environ["OPENAI_BASE_URL"].rstrip("/"),)
    if not urls:
        raise InputError("the openai engine needs a server: pass --base-url http://HOST:PORT/v1, or set OPENAI_BASE_URL")
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise InputError(f"{url!r} is not a URL: write --base-url http://HOST:PORT/v1")
    return urls


@dataclass(eq=False)
class _Server:
    url: str
    client: AsyncOpenAI
    outstanding: int = 0
    failures: int = 0  # since the last reply that came whole; those of one moment count once
    away_until: float = 0.0
    progress: float = 0.0  # when a request was last begun on an idle server, or a piece of text came
    pieces: int = 0  # of text that it has written
    reason: str = ""  # why it is away

    def put_off(self, reason: str) -> None:
        """Send nothing for a while, twice as long as the last time. Of all requests that fail together, one says so and counts."""
        now = time.monotonic()
        if self.away_until <= now:
            self.away_until, self.reason = now + pause(self.failures), reason
            self.failures += 1
            logger.warning("%s went away (%s); its requests are sent again", self.url, reason)


def pause(failures: int) -> float:
    """Seconds until a server that has failed so often before, without a whole reply in between, is tried again."""
    # 2.0 ** 1024 overflows: a server that loads for four minutes with 64 requests waiting has failed more often than that.
    return min(FIRST_WAIT * 2.0 ** min(failures, 30), MAX_WAIT)


@dataclass
class _Reply:
    """A completion as it grows, chunk by chunk."""

    text: str = ""
    chunks: int = 0
    finish: str | None = None
    usage: Any = None
    logprobs: list[float] = field(default_factory=list)

    def add(self, chunk: Any, on_text: OnText | None) -> bool:
        """Take the chunk in; whether it holds text."""
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return False
        choice = chunk.choices[0]
        piece = choice.delta.content or ""
        if piece:
            self.chunks += 1
            self.text += piece
            if on_text is not None:
                on_text(piece)
        if choice.logprobs is not None and choice.logprobs.content:
            self.logprobs += [token.logprob for token in choice.logprobs.content]
        self.finish = choice.finish_reason or self.finish
        return bool(piece)


class OpenAIEngine:
    """Sends requests to servers that are already running.

    A request whose server goes away is sent again, to another server or to the same one once it is back, until its deadline or for
    ``patience`` seconds: only time is lost. Replies are streamed, so that cancelling a request closes its connection and frees its slot.
    """

    def __init__(self, urls: Sequence[str], model: str, *, patience: float = PATIENCE, name: str = "openai") -> None:
        self._urls = tuple(urls)
        self._model = model
        self._patience = patience
        self._name = name
        self._servers: list[_Server] = []
        self._context = 0

    @property
    def info(self) -> EngineInfo:
        """The servers and the context that the first of them states (0: not stated)."""
        return EngineInfo(self._name, self._model, self._context, {"urls": self._urls}, capacity=REQUESTS_PER_SERVER * len(self._urls))

    async def __aenter__(self) -> OpenAIEngine:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError, Timeout

        for url in self._urls:
            # A proxy from the environment is for the internet, never for a server that a URL names by hand.
            http = DefaultAsyncHttpxClient(trust_env=False)
            client = AsyncOpenAI(
                base_url=url,
                api_key=os.environ.get("OPENAI_API_KEY") or "none",
                max_retries=0,
                timeout=Timeout(None, connect=CONNECT_TIMEOUT),
                http_client=http,
            )
            self._servers.append(_Server(url, client))
        try:
            models = await asyncio.gather(*[server.client.models.list() for server in self._servers])
        except OpenAIError as error:
            await self.__aexit__()
            raise EngineError(f"no answer from {', '.join(self._urls)}: {_in_words(error)}; is the server up?") from error
        for server, listed in zip(self._servers, models, strict=True):
            names = [entry.id for entry in listed.data]
            if not self._model and names:
                self._model = names[0]
            if self._model not in names:
                await self.__aexit__()
                raise EngineError(f"{server.url} serves {', '.join(names) or 'nothing'}, not {self._model!r}: pass one of these as --model")
        self._context = _stated_context(models[0].data[0])
        return self

    async def __aexit__(self, *error: object) -> None:
        for server in self._servers:
            await server.client.close()
        self._servers.clear()

    def seconds_without_progress(self, url: str) -> float:
        """For how long a server with requests in flight has written nothing; 0 if it has none in flight."""
        server = next(server for server in self._servers if server.url == url)
        return time.monotonic() - server.progress if server.outstanding else 0.0

    def pieces_written(self, url: str) -> int:
        """How many pieces of text a server has written so far."""
        return next(server for server in self._servers if server.url == url).pieces

    def give_up(self, url: str, reason: str) -> None:
        """Send this server nothing more; without another one, requests fail at once with the reason."""
        server = next(server for server in self._servers if server.url == url)
        server.away_until, server.reason = math.inf, reason

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Return the next assistant message; at the deadline, the text so far is returned. Raises EngineError.

        A request that is sent again streams its text again from the start. Where prompt and ``max_tokens`` do not fit into the context
        together, which vLLM refuses, a shorter reply is asked for.
        """
        give_up = min(deadline, time.monotonic() + self._patience)
        while True:
            now = time.monotonic()
            server = self._least_busy(now)
            if server.away_until >= give_up:
                how = "is down for good" if server.away_until == math.inf else "did not come back in time"
                raise EngineError(f"{server.url} {how}: {server.reason}")
            if server.away_until > now:
                await asyncio.sleep(server.away_until - now)
                continue
            reply = _Reply()
            if not server.outstanding:
                server.progress = time.monotonic()
            server.outstanding += 1
            try:
                completion = await self._ask(server, messages, sampling, deadline, reply, on_text)
            except _TooLongError as error:
                if sampling.max_tokens < 2 * MIN_REPLY:
                    raise EngineError(str(error)) from error
                sampling = replace(sampling, max_tokens=sampling.max_tokens // 2)
                logger.info("%s has no room for the reply; %d tokens are asked for", server.url, sampling.max_tokens)
            except _ServerAwayError as error:
                server.put_off(str(error))
            else:
                server.failures = 0
                return completion
            finally:
                server.outstanding -= 1

    def _least_busy(self, now: float) -> _Server:
        """Of the servers that respond, the one with the fewest requests in flight, else the one that is tried again first."""
        return min(self._servers, key=lambda server: (max(server.away_until, now), server.outstanding))

    async def _ask(
        self, server: _Server, messages: Sequence[Message], sampling: Sampling, deadline: float, reply: _Reply, on_text: OnText | None
    ) -> Completion:
        import httpx
        import openai

        request: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "max_tokens": sampling.max_tokens,
            "seed": sampling.seed,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if sampling.stop:
            request["stop"] = list(sampling.stop)
        if sampling.logprobs:
            request["logprobs"] = True
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                stream: Any = await server.client.chat.completions.create(**request)
                async with stream:
                    async for chunk in stream:
                        server.progress = time.monotonic()
                        server.pieces += reply.add(chunk, on_text)
        except TimeoutError:
            return _complete(reply, "deadline", sampling)
        except (openai.APIConnectionError, openai.InternalServerError, openai.RateLimitError, httpx.TransportError) as error:
            raise _ServerAwayError(_in_words(error)) from error
        except openai.APIStatusError as error:
            refusal = f"{server.url} refused a request ({error.status_code}): {_in_words(error)}"
            raise (_TooLongError if TOO_LONG in str(error) else EngineError)(refusal) from error
        except openai.APIError as error:  # an error event inside the stream: the engine behind the server has died
            raise _ServerAwayError(_in_words(error)) from error
        if reply.finish is None:
            raise _ServerAwayError("the stream ended in the middle of a reply")
        return _complete(reply, "length" if reply.finish == "length" else "stop", sampling)


def _stated_context(model: Any) -> int:
    """The context that a server states for a model, as vLLM does or as llama.cpp does for one slot; 0 where it states none."""
    own = getattr(model, "max_model_len", None) or (getattr(model, "meta", None) or {}).get("n_ctx")
    return int(own or 0)


class _ServerAwayError(Exception):
    """The request may be sent again."""


class _TooLongError(Exception):
    """Prompt and reply together are longer than the context; a shorter reply may fit."""


def _complete(reply: _Reply, finish: Any, sampling: Sampling) -> Completion:
    logprobs = tuple(reply.logprobs) if sampling.logprobs else None
    if reply.usage is None:  # cut off by the deadline: servers stream a token a chunk
        return Completion(reply.text, 0, reply.chunks, finish, logprobs)
    return Completion(reply.text, reply.usage.prompt_tokens, reply.usage.completion_tokens, finish, logprobs)


def _in_words(error: Exception) -> str:
    cause = error.__cause__
    text = f"{error} ({cause})" if cause is not None and str(cause) else str(error)
    return f"{type(error).__name__}: {text[:500]}"
