"""Measures how long an engine takes to load, how fast it reads prompts and writes replies, and how fast the sandbox is."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from kaggle_utils.engines import Completion, Engine, EngineError, Sampling
from kaggle_utils.engines.smoke_test import judge
from kaggle_utils.messages import Message
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Sandbox

Progress = Callable[[str], None]

PATIENCE = 900.0  # seconds for one request; a T4 with a 32B model needs 20 for 256 tokens, and queues four batches of 8 for 32 requests
# A problem like those of a run, and of a family that the embedded model knows.
STATEMENT = "How many partitions does the number 40 have?"
TRIVIAL = "print(6 * 7)"
IMPORTING = "import sympy\nprint(sympy.nextprime(10**6))"
EXPECTED = {TRIVIAL: "42", IMPORTING: "1000003"}
MAX_NUMBER = 8  # tokens that a number of three digits with its space takes at most, whatever the tokenizer


@dataclass(frozen=True)
class Effort:
    """How much to measure. ``prompt``, ``reply`` and each of ``contexts`` in tokens; ``programs`` for the sandbox."""

    prompt: int = 4096
    reply: int = 256
    at_once: tuple[int, ...] = (1, 8, 32)
    repetitions: int = 3
    programs: int = 100
    contexts: tuple[int, ...] = (1024, 8192)


@dataclass(frozen=True)
class Prefill:
    """Reading one long prompt: its tokens, the seconds until one token came back (median), and their ratio."""

    tokens: int
    seconds: float
    tokens_per_second: float


@dataclass(frozen=True)
class Decode:
    """Writing the replies to several requests that are sent at once.

    ``tokens_per_second`` counts all of them from sending to the end of the last reply, ``each`` is one request's rate after its first token
    (median).
    """

    requests: int
    tokens: int
    seconds: float
    tokens_per_second: float
    each: float


@dataclass(frozen=True)
class ContextDecode:
    """Writing one reply at the end of a long context: its length in tokens, the prompt's, and tokens a second after the first token."""

    context: int
    prompt: int
    tokens_per_second: float


@dataclass(frozen=True)
class EngineSpeed:
    """``first_token`` is the median of the seconds to the first token of a short prompt, with no other request in flight.

    ``contexts`` has those lengths of ``Effort.contexts`` that the engine's context holds.
    """

    first_token: float
    prefill: Prefill
    decode: tuple[Decode, ...]
    contexts: tuple[ContextDecode, ...] = ()


@dataclass(frozen=True)
class SandboxSpeed:
    """Programs a second through the whole sandbox with ``workers`` workers, for a trivial program and for one that imports sympy."""

    workers: int
    layers: tuple[str, ...]
    trivial: float
    importing: float


async def measure_engine(engine: Engine, effort: Effort, progress: Progress) -> EngineSpeed:
    """Measure an engine that has started. Raises EngineError when it fails or writes nonsense."""
    progress("time to the first token")
    prompt = load_prompt("program_of_thoughts").render(statement=STATEMENT)
    timed = [await _ask(engine, prompt, Sampling(seed=seed, max_tokens=min(effort.reply, 64))) for seed in range(effort.repetitions)]
    for one in timed:
        judge(one.completion.text, r"\S")
    prefill = await _measure_prefill(engine, effort, progress)
    decode = []
    for count in effort.at_once:
        progress(f"decoding, {count} {'requests at once' if count > 1 else 'request'}")
        decode.append(await _measure_decode(engine, prompt, count, effort.reply))
    held = [length for length in effort.contexts if length <= (engine.info.context or length)]
    contexts = [await _measure_context(engine, effort, length, progress) for length in held]
    return EngineSpeed(statistics.median(one.first for one in timed), prefill, tuple(decode), tuple(contexts))


async def measure_sandbox(workers: int, programs: int) -> SandboxSpeed:
    """Run ``programs`` programs of each kind, all submitted at once. Raises RuntimeError when one prints a wrong result."""
    rates = []
    async with Sandbox(workers) as sandbox:
        for program in (TRIVIAL, IMPORTING):
            await sandbox.run(program)
            started = time.monotonic()
            executions = await asyncio.gather(*[sandbox.run(program, timeout=60.0) for _ in range(programs)])
            rates.append(programs / (time.monotonic() - started))
            wrong = [execution for execution in executions if execution.stdout.strip() != EXPECTED[program]]
            if wrong:
                raise RuntimeError(f"the sandbox ran {program!r} and gave {wrong[0]}")
        return SandboxSpeed(workers, sandbox.layers, *rates)


async def _measure_prefill(engine: Engine, effort: Effort, progress: Progress) -> Prefill:
    # A quarter of the context stays free for the chat template and for the error of the estimated length.
    wanted = min(effort.prompt, engine.info.context * 3 // 4) if engine.info.context else effort.prompt
    numbers = await _count_numbers(engine, wanted, seed=effort.repetitions)
    runs = []
    for seed in range(effort.repetitions):
        progress(f"reading about {wanted:,} tokens, {seed + 1} of {effort.repetitions}")
        # Prompts differ from their first number on; otherwise prefix caching would have part of one already.
        timed = await _ask(engine, _numbers(numbers, seed), Sampling(max_tokens=1))
        runs.append((timed.whole, timed.completion.prompt_tokens))
    seconds, tokens = statistics.median_low(runs)
    return Prefill(tokens, seconds, tokens / seconds)


async def _count_numbers(engine: Engine, wanted: int, seed: int) -> int:
    """How many numbers make a prompt of about so many tokens for this engine's tokenizer."""
    numbers = max(8, wanted // MAX_NUMBER)
    trial = await _ask(engine, _numbers(numbers, seed), Sampling(max_tokens=1))
    return max(1, numbers * wanted // trial.completion.prompt_tokens)


async def _measure_context(engine: Engine, effort: Effort, length: int, progress: Progress) -> ContextDecode:
    """The rate at which one reply is written behind a prompt that it fills a context of so many tokens with (median)."""
    # An eighth stays free for the chat template and for the error of the estimated length.
    reply = min(effort.reply, length // 4)
    numbers = await _count_numbers(engine, (length - reply) * 7 // 8, seed=length)
    progress(f"decoding, 1 request in a context of {length:,} tokens")
    runs = []
    for seed in range(effort.repetitions):
        timed = await _ask(engine, _numbers(numbers, length + 1 + seed), Sampling(seed=seed, max_tokens=reply))
        rate = (timed.completion.tokens - 1) / (timed.whole - timed.first) if timed.whole > timed.first else 0.0
        runs.append((rate, timed.completion.prompt_tokens))
    rate, prompt = statistics.median_low(runs)
    return ContextDecode(length, prompt, rate)


async def _measure_decode(engine: Engine, prompt: tuple[Message, ...], count: int, reply: int) -> Decode:
    samplings = [Sampling(seed=1000 * count + number, max_tokens=reply) for number in range(count)]
    started = time.monotonic()
    replies = await asyncio.gather(*[_ask(engine, prompt, sampling) for sampling in samplings])
    seconds = time.monotonic() - started
    tokens = sum(one.completion.tokens for one in replies)
    each = [(one.completion.tokens - 1) / (one.whole - one.first) for one in replies if one.whole > one.first]
    return Decode(count, tokens, seconds, tokens / seconds, statistics.median(each) if each else 0.0)


@dataclass(frozen=True)
class _Timed:
    """A completion with the seconds to its first text and to its end."""

    completion: Completion
    first: float
    whole: float


async def _ask(engine: Engine, prompt: tuple[Message, ...], sampling: Sampling) -> _Timed:
    arrivals: list[float] = []
    started = time.monotonic()
    completion = await engine.generate(prompt, sampling, started + PATIENCE, lambda _: arrivals.append(time.monotonic()))
    ended = time.monotonic()
    if completion.finish == "deadline":
        raise EngineError(f"a request was not answered in {PATIENCE:.0f} s: it wrote {completion.tokens} tokens")
    return _Timed(completion, (arrivals[0] if arrivals else ended) - started, ended - started)


def _numbers(count: int, seed: int) -> tuple[Message, ...]:
    draw = random.Random(seed)
    return (Message("user", " ".join(str(draw.randrange(1000)) for _ in range(count))),)
