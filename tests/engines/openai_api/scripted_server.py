"""A scripted OpenAI-compatible server, for what a real one will not do on demand: breaking off, refusing, standing still."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

Respond = Callable[[dict[str, Any]], list[str]]


class ScriptedServer:
    """Streams ``respond(request)``, piece by piece.

    Special pieces: BREAK closes the connection, HANG waits for ever, REFUSE is a 400, TOO_LONG another, in vLLM's words; NOT_FOUND is the
    404 of a model that is not served, BAD_REQUEST the 400 that llama.cpp sends inside a stream, PAGE a web page in place of a stream.
    ``health`` is the status of /health; one that ``is_deaf`` accepts a connection and says nothing.
    """

    BREAK, HANG, REFUSE, DEAD, TOO_LONG = "\0break", "\0hang", "\0refuse", "\0dead", "\0too long"
    NOT_FOUND, BAD_REQUEST, PAGE = "\0not found", "\0bad request", "\0page"

    def __init__(self, respond: Respond, models: tuple[str, ...] = ("model",)) -> None:
        self.respond = respond
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.running = 0
        self.most_running = 0
        self.hung_up = asyncio.Event()
        self.health = 200
        self.asked_health = 0
        self.is_deaf = False
        self.before_reply: asyncio.Event | None = None  # what it waits for before it writes

    async def __aenter__(self) -> ScriptedServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")), 0)
            body = json.loads(await reader.readexactly(length) or b"{}")
            self.asked_health += head.startswith("GET /health")
            if self.is_deaf:
                await reader.read()
            elif head.startswith("GET /health"):
                _answer(writer, self.health, "application/json", '{"error": {"message": "Loading model"}}')
            elif head.startswith("GET"):
                listed = {"object": "list", "data": [{"id": name, "object": "model", "max_model_len": 1024} for name in self.models]}
                _answer(writer, 200, "application/json", json.dumps(listed))
            else:
                await self._complete(body, reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _complete(self, body: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(body)
        pieces = self.respond(body)
        if self.REFUSE in pieces or self.TOO_LONG in pieces:
            message = "bad parameters" if self.REFUSE in pieces else "This model's maximum context length is 1024 tokens. However, you ..."
            error = {"error": {"message": message, "code": 400}}
            return _answer(writer, 400, "application/json", json.dumps(error))
        if self.NOT_FOUND in pieces:
            return _answer(writer, 404, "application/json", '{"error": {"message": "The model `model` does not exist."}}')
        if self.PAGE in pieces:
            return _answer(writer, 200, "text/html", "<html>welcome</html>")
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            if self.before_reply is not None:
                await self.before_reply.wait()
            for piece in pieces:
                if piece == self.BREAK:
                    return None
                if piece == self.DEAD:
                    writer.write(b'data: {"error": {"message": "EngineCore died", "code": 500}}\n\n')
                    return None
                if piece == self.BAD_REQUEST:
                    writer.write(b'data: {"error": {"message": "the request exceeds the available context size", "code": 400}}\n\n')
                    return None
                if piece == self.HANG:
                    await reader.read()  # until the client hangs up
                    self.hung_up.set()
                    return None
                self._event(writer, {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
                await writer.drain()
            self._event(writer, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self._event(writer, {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": len(pieces), "total_tokens": 0}})
            writer.write(b"data: [DONE]\n\n")
        finally:
            self.running -= 1

    def _event(self, writer: asyncio.StreamWriter, chunk: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": self.models[0]} | chunk
        writer.write(f"data: {json.dumps(whole)}\n\n".encode())


def _answer(writer: asyncio.StreamWriter, status: int, kind: str, body: str) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write((head + body).encode())
