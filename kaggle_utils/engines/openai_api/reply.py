"""A completion as it grows, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kaggle_utils.engines.base import Completion, Sampling


@dataclass
class Reply:
    """What a server has written so far. ``pieces`` counts the chunks with text; ``model`` is the name that the server answers under."""

    text: str = ""
    pieces: int = 0
    finish: str | None = None
    usage: Any = None
    model: str = ""
    logprobs: list[float] = field(default_factory=list)

    def add(self, chunk: Any, on_text: Callable[[str], None]) -> bool:
        """Take the chunk in; whether it holds text."""
        self.usage = chunk.usage or self.usage
        self.model = chunk.model or self.model
        if not chunk.choices:
            return False
        choice = chunk.choices[0]
        piece: str = getattr(choice.delta, "content", None) or ""  # some servers send a delta of null at the end
        if piece:
            self.pieces += 1
            self.text += piece
            on_text(piece)
        if choice.logprobs is not None and choice.logprobs.content:
            self.logprobs += [token.logprob for token in choice.logprobs.content]
        self.finish = choice.finish_reason or self.finish
        return bool(piece)

    def complete(self, finish: Any, sampling: Sampling) -> Completion:
        """The completion, which ended for this reason."""
        logprobs = tuple(self.logprobs) if sampling.logprobs else None
        if self.usage is None:  # cut off by the deadline: servers stream a token a chunk
            return Completion(self.text, 0, self.pieces, finish, logprobs)
        return Completion(self.text, self.usage.prompt_tokens, self.usage.completion_tokens, finish, logprobs)
