"""Check that a newly started model writes sense: one with an fp16 overflow loads without an error and writes ``!!!!`` (vLLM #14126)."""

from __future__ import annotations

import asyncio
import re
import time

from kaggle_utils.engines.base import Engine, EngineError, Sampling
from kaggle_utils.messages import Message

REPLY = 256  # tokens; enough for a short program
WARM_UP = 8  # sequences; from 8 on vLLM samples with a Triton kernel that takes 4-20 s to compile on two busy cores (docs/t4.md)
DEGENERATE = 0.5  # share of one character above which a reply is a broken model's; in English and code a space has 0.2


async def smoke_test(engine: Engine, prompt: str, expects: str, timeout: float) -> None:
    """Ask one question with greedy decoding, then warm up the sampler with eight sequences at once.

    ``expects`` is a regular expression that a sound model's reply contains. ``timeout`` is in seconds. Raises EngineError if the reply is
    not a sound model's.
    """
    deadline = time.monotonic() + timeout
    messages = (Message("user", prompt),)
    completion = await engine.generate(messages, Sampling(temperature=0.0, max_tokens=REPLY), deadline)
    if completion.finish == "deadline":
        raise EngineError(f"the model wrote {completion.tokens} tokens in {timeout:.0f} s: it hangs or is far too slow")
    judge(completion.text, expects)
    warm = Sampling(temperature=0.8, top_p=0.9, max_tokens=16)
    await asyncio.gather(*[engine.generate(messages, warm, deadline) for _ in range(WARM_UP)])


def judge(text: str, expects: str) -> None:
    """Raise EngineError with the reason if the reply is not a sound model's."""
    letters = [character for character in text if not character.isspace()]
    if not letters:
        raise EngineError("the model writes nothing: its weights or its chat template are damaged")
    most = max(set(letters), key=letters.count)
    if len(letters) > WARM_UP and letters.count(most) / len(letters) > DEGENERATE:
        raise EngineError(f"the model writes {text[:20]!r}: numbers overflow in its layers (vLLM #14126), so another kernel is needed")
    if not re.search(expects, text):
        raise EngineError(f"asked the smoke question, the model writes {text[:200]!r}, in which {expects!r} is not found")
