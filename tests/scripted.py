"""A scripted engine: it says what the test tells it to say. For unit tests of what stands around an engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from kaggle_utils.engines import Completion, EngineInfo, OnText, Sampling
from kaggle_utils.messages import Message

CUT = "<cut off here>"  # at the end of a reply: it was cut off at the token limit, without these words
Script = Callable[[Sequence[Message], Sampling], str]


class ScriptedEngine:
    """Replies ``script(messages, sampling)``; what the script raises is the engine's error. ``hang`` makes every call wait for ever."""

    def __init__(self, script: Script, hang: bool = False, start_error: Exception | None = None) -> None:
        self.script = script
        self.hang = hang
        self.start_error = start_error
        self.calls: list[tuple[Message, ...]] = []
        self.cancelled = 0
        self.closed = False

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "script", 0)

    async def __aenter__(self) -> ScriptedEngine:
        if self.start_error:
            raise self.start_error
        return self

    async def __aexit__(self, *error: object) -> None:
        self.closed = True

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        self.calls.append(tuple(messages))
        try:
            if self.hang:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        text = self.script(messages, sampling)
        whole = text.removesuffix(CUT)
        return Completion(whole, prompt_tokens=10, tokens=len(whole.split()), finish="stop" if whole == text else "length")


def program(code: str) -> str:
    """A reply with a program in it."""
    return f"```python\n{code}\n```"


def says(*replies: str) -> Script:
    """Say these one after another, the last for ever after."""
    left = list(replies)
    return lambda messages, sampling: left.pop(0) if len(left) > 1 else left[0]
