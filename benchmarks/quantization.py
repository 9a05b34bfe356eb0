"""NF4 weights (ours) against bfloat16 (baseline) in the transformers engine, on the CPU: accuracy, memory, and what batching gains."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from typing import Any

import pandas

from benchmarks.table import Row, run_benchmark
from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.engines import Sampling
from kaggle_utils.engines.transformers.engine import TransformersEngine
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import REPOSITORY

MODEL = REPOSITORY / "models" / "demo"
GREEDY = Sampling(temperature=0.0, max_tokens=160)


def perplexity(load_in_4bit: bool, texts: Sequence[str]) -> float:
    """The exponential of the mean loss a token over whole conversations."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from kaggle_utils.engines.transformers.loading import make_nf4

    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    quantization = make_nf4(torch.bfloat16) if load_in_4bit else None
    model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.bfloat16, device_map="cpu", quantization_config=quantization)
    losses: list[float] = []
    counts: list[int] = []
    for text in texts:
        ids: Any = tokenizer(text, return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            losses.append(float(model(input_ids=ids, labels=ids).loss) * (ids.shape[1] - 1))
        counts.append(ids.shape[1] - 1)
    return math.exp(sum(losses) / sum(counts))


async def _solve(load_in_4bit: bool, problems: pandas.DataFrame) -> tuple[float, int, list[str]]:
    """Right answers in per cent, bytes of weights, and the texts, one greedy program a problem."""
    prompts = [load_prompt("program_of_thoughts").render(statement=statement) for statement in problems["problem"]]
    engine = TransformersEngine(MODEL, dtype="bfloat16", batch_size=16, load_in_4bit=load_in_4bit)
    async with engine, Sandbox(workers=1) as sandbox:
        done = await asyncio.gather(*[engine.generate(prompt, GREEDY, time.monotonic() + 3600) for prompt in prompts])
        runs = [await sandbox.run(extract_code(completion.text) or "", timeout=20.0) for completion in done]
        right = [extract_answer(run.stdout) == gold for run, gold in zip(runs, problems["answer"], strict=True)]
        return 100 * sum(right) / len(right), engine.info.details["weights_bytes"], [completion.text for completion in done]


async def _batching(load_in_4bit: bool, count: int) -> tuple[float, float]:
    """Tokens a second of ``count`` requests at once, and one by one."""
    prompt = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 40 have?")
    samplings = [Sampling(temperature=0.8, seed=seed, max_tokens=24) for seed in range(count)]
    async with TransformersEngine(MODEL, dtype="bfloat16", batch_size=16, load_in_4bit=load_in_4bit) as engine:
        await engine.generate(prompt, samplings[0], time.monotonic() + 600)
        started = time.monotonic()
        done = await asyncio.gather(*[engine.generate(prompt, sampling, started + 3600) for sampling in samplings])
        together = sum(completion.tokens for completion in done) / (time.monotonic() - started)
        started = time.monotonic()
        alone = [(await engine.generate(prompt, sampling, started + 3600)).tokens for sampling in samplings[:4]]
        return together, sum(alone) / (time.monotonic() - started)


def measure(quick: bool) -> Sequence[Row]:
    """Every row's ratio is how many times better NF4, or the batch, is; below 1 it is worse."""
    problems = pandas.read_csv(DEMO_PROBLEMS).iloc[:: 14 if quick else 4]
    four, size_four, texts_four = asyncio.run(_solve(True, problems))
    sixteen, size_sixteen, texts_sixteen = asyncio.run(_solve(False, problems))
    same = 100 * sum(a == b for a, b in zip(texts_four, texts_sixteen, strict=True)) / len(problems)
    conversations = [f"{problem}\n{text}" for problem, text in zip(problems["problem"], texts_sixteen, strict=True)]
    loss = [perplexity(load_in_4bit, conversations) for load_in_4bit in (True, False)]
    together, alone = asyncio.run(_batching(True, 16))
    return [
        Row(f"right answers of {len(problems)}, NF4 against bfloat16", four, sixteen, "%", four / sixteen),
        Row("the same greedy text, NF4 against bfloat16", same, 100.0, "%", same / 100),
        Row("perplexity, NF4 against bfloat16", loss[0], loss[1], "", loss[1] / loss[0]),
        Row("bytes of weights, NF4 against bfloat16", size_four, size_sixteen, "bytes", size_sixteen / size_four),
        Row("NF4, 16 requests at once against one by one", together, alone, "tokens/s", together / alone),
    ]


if __name__ == "__main__":
    run_benchmark(measure, __doc__)
