"""The cost of a job: from the work of an item and the speed of an engine to hours and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaggle_utils.evaluation.cost.rates import Speed
from kaggle_utils.evaluation.cost.work import Work

SHARD_BYTES = 300  # of a result in a merged shard beyond its text, hash and item among it (benchmarks/fanout_growth.py)
HOUR = 3600.0


@dataclass(frozen=True)
class Cost:
    """What so many items take. ``engine_hours`` are those of one engine that is never idle; several share them out.

    ``disk_bytes`` is the journal, or record, with the transcript; a run on a cluster needs ``shard_bytes`` more until it ends.
    """

    items: int
    requests: int
    prompt_tokens: int
    tokens: int
    engine_hours: float
    gpu_hours: float
    sandbox_core_hours: float
    disk_bytes: int
    shard_bytes: int


def estimate(items: int, work: Work, speed: Speed) -> Cost:
    """The cost of ``items``. Prompts count as nothing: an engine reads them ten times and more as fast as it writes (docs/doctor.md)."""
    hours = items * work.tokens / speed.tokens_per_second / HOUR
    disk = round(items * work.bytes)
    return Cost(
        items=items,
        requests=round(items * work.requests),
        prompt_tokens=round(items * work.prompt_tokens),
        tokens=round(items * work.tokens),
        engine_hours=hours,
        gpu_hours=hours * speed.gpus,
        sandbox_core_hours=items * work.sandbox_seconds / HOUR,
        disk_bytes=disk,
        shard_bytes=disk + SHARD_BYTES * items,
    )


def describe(cost: Cost, speed: Speed, source: str, error: Mapping[str, float]) -> str:
    """The cost for a person, with where its rates come from and how far off they were."""
    place = f"{speed.gpus} GPUs" if speed.gpus else f"{speed.cores} cores" if speed.cores else "one engine"
    lines = [
        f"items            {cost.items:,}",
        f"requests         {cost.requests:,}",
        f"tokens           {cost.tokens:,} written, {cost.prompt_tokens:,} read",
        f"engine           {cost.engine_hours:,.1f} hours of one engine ({place}, {speed.tokens_per_second:,.0f} tokens/s: {speed.source})",
        f"GPU              {cost.gpu_hours:,.1f} GPU-hours" if speed.gpus else "GPU              none",
        f"sandbox          {cost.sandbox_core_hours:,.1f} core-hours at most",
        f"disk             {_size(cost.disk_bytes)}; on a cluster {_size(cost.shard_bytes)} more until it ends",
        f"measured on      {source}",
    ]
    if error:
        found = ", ".join(f"{name.replace('_', ' ')} {factor:.2f}" for name, factor in error.items())
        lines.append(f"error            a run left out was predicted within these factors: {found}")
    else:
        lines.append("error            not known: there is one run of this kind")
    return "\n".join(lines)


def _size(count: int) -> str:
    return f"{count / 2**30:,.2f} GiB" if count >= 2**30 else f"{count / 2**20:,.1f} MiB"
