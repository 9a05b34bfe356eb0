"""One request to one server, streamed, and what its errors mean."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from kaggle_utils.engines.base import Completion, EngineError, Sampling
from kaggle_utils.engines.openai_api.reply import Reply
from kaggle_utils.engines.openai_api.server import Server
from kaggle_utils.messages import Message

TOO_LONG = "maximum context length"  # in vLLM's refusal, and in that of OpenAI's own servers; llama.cpp shortens the reply itself
TRY_AGAIN = (408, 409, 429)  # of the refusals, those that are not about the request


class ServerAwayError(Exception):
    """The server did not answer; the request may be sent again."""


class RefusedError(EngineError):
    """The server answered, and does not take the request."""

    def __init__(self, url: str, status: int, words: str) -> None:
        super().__init__(f"{url} refused a request ({status}): {words}")
        self.status = status
        self.is_too_long = TOO_LONG in words


async def ask(
    server: Server,
    model: str,
    messages: Sequence[Message],
    sampling: Sampling,
    deadline: float,
    reply: Reply,
    on_text: Callable[[str], None],
) -> Completion:
    """Have the server write the reply; at the deadline, the text so far. Raises ServerAwayError, RefusedError.

    Cancelling it closes the connection, which frees the slot on the server.
    """
    import httpx
    import openai

    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            stream: Any = await server.client.chat.completions.create(**_request(model, messages, sampling))
            async with stream:
                async for chunk in stream:
                    server.note_chunk(reply.add(chunk, on_text))
    except TimeoutError:
        return reply.complete("deadline", sampling)
    except (openai.APIConnectionError, openai.InternalServerError, openai.RateLimitError, httpx.TransportError) as error:
        raise ServerAwayError(in_words(error)) from error
    except openai.APIStatusError as error:
        raise RefusedError(server.url, error.status_code, in_words(error)) from error
    except openai.APIError as error:  # an error event inside the stream, behind the status 200
        status = _status_of(error)
        if status is not None and 400 <= status < 500 and status not in TRY_AGAIN:
            raise RefusedError(server.url, status, in_words(error)) from error
        raise ServerAwayError(in_words(error)) from error
    except ValueError as error:  # a chunk that the client cannot read
        raise ServerAwayError(f"it does not speak OpenAI's protocol: {in_words(error)}") from error
    if reply.finish is None:
        raise ServerAwayError("the stream ended in the middle of a reply")
    return reply.complete("length" if reply.finish == "length" else "stop", sampling)


def in_words(error: Exception) -> str:
    """An error with its cause, in one line."""
    cause = error.__cause__
    text = f"{error} ({cause})" if cause is not None and str(cause) else str(error)
    return f"{type(error).__name__}: {text[:500]}"


def _request(model: str, messages: Sequence[Message], sampling: Sampling) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": model,
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
    return request


def _status_of(error: Any) -> int | None:
    """The HTTP status that an error inside a stream states: llama.cpp and vLLM put it where others have a word."""
    stated = error.body.get("code") if isinstance(error.body, dict) else None
    return stated if isinstance(stated, int) else None
