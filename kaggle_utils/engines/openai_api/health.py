"""Whether a server is well: it answers, and serves the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaggle_utils.engines.openai_api.request import in_words
from kaggle_utils.engines.openai_api.server import Server

PROBE = 5.0  # seconds; a server with a core of its own answers in milliseconds


async def health_trouble(server: Server) -> str | None:
    """Why the server is not well, by its ``/health``; None if it is, or has no such page.

    vLLM and llama.cpp answer 503 there while they load, when the model's list is there already, and vLLM after its engine has died.
    """
    import httpx

    try:
        answer = await server.http.get(server.url.removesuffix("/v1") + "/health", timeout=PROBE)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return f"its /health does not answer ({in_words(error)})"
    return (
        f"its /health says {answer.status_code}: {answer.text[:200]}" if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else None
    )


async def list_models(server: Server, timeout: float) -> Sequence[Any]:
    """The models that it serves. ``timeout`` is in seconds. Raises OpenAIError, ValueError."""
    listed = await server.client.models.list(timeout=timeout)
    if not isinstance(listed.data, list):
        raise ValueError(f"{server.url}/models is not a list of models")  # noqa: TRY004  # what a stranger sends is a value
    return listed.data


async def trouble(server: Server, model: str) -> str | None:
    """Why requests for this model cannot be sent to the server; None if they can."""
    from openai import OpenAIError

    if found := await health_trouble(server):
        return found
    try:
        names = [entry.id for entry in await list_models(server, PROBE)]
    except (OpenAIError, ValueError) as error:
        return in_words(error)
    return None if model in names else f"it serves {', '.join(names) or 'nothing'}, not {model!r}"
