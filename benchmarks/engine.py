"""The transformers engine on the embedded model: requests at once (ours) against one by one (baseline), the same prompts and seeds."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

from benchmarks.table import Row, run_benchmark
from kaggle_utils.engines import Sampling, create_engine
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import Settings

AT_ONCE = (4, 16)
PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 40 have?")


async def _tokens_per_second(count: int, repetitions: int) -> tuple[float, float]:
    samplings = [Sampling(temperature=0.8, seed=seed, max_tokens=256) for seed in range(count)]
    together, alone = [], []
    async with create_engine(Settings.preset("cpu-demo-transformers")) as engine:
        await engine.generate(PROMPT, samplings[0], time.monotonic() + 600)
        for _ in range(repetitions):
            started = time.monotonic()
            done = await asyncio.gather(*[engine.generate(PROMPT, sampling, started + 600) for sampling in samplings])
            together.append(sum(completion.tokens for completion in done) / (time.monotonic() - started))
            started = time.monotonic()
            tokens = [(await engine.generate(PROMPT, sampling, started + 600)).tokens for sampling in samplings]
            alone.append(sum(tokens) / (time.monotonic() - started))
    return statistics.median(together), statistics.median(alone)


def measure(quick: bool) -> Sequence[Row]:
    """Median tokens a second of a few paired repetitions."""
    rows = []
    for count in AT_ONCE:
        ours, baseline = asyncio.run(_tokens_per_second(count, 1 if quick else 5))
        rows.append(Row(f"{count} requests at once, against one by one", ours, baseline, "tokens/s", ours / baseline))
    return rows


if __name__ == "__main__":
    run_benchmark(measure, __doc__)
