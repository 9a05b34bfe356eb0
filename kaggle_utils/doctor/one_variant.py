"""Measures one engine and prints what it found as a line of JSON: ``python -m kaggle_utils.doctor.one_variant`` with a request on stdin.

A process of its own, so that whatever ends it ends one row of the comparison. SIGTERM stops the engine and its servers.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kaggle_utils.doctor.measure import Effort, EngineSpeed, measure_engine
from kaggle_utils.engines import EngineError, create_engine
from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import Settings

DETAILS = ("version", "attention", "quantization", "kv_tokens")  # what the table shows of what an engine's log says


@dataclass(frozen=True)
class Measurement:
    """Seconds until the engine was ready, its speed, and what its log says of itself."""

    load: float
    speed: EngineSpeed
    details: Mapping[str, Any]


def write_request(settings: Settings, effort: Effort) -> str:
    """What :func:`main` reads."""
    return json.dumps({"settings": asdict(settings), "effort": asdict(effort)}, default=str)


def read_request(text: str) -> tuple[Settings, Effort]:
    """The settings and the effort of a request."""
    table = json.loads(text)
    name = table["settings"].pop("name")
    return Settings.preset(name, **table["settings"]), from_json(Effort, table["effort"])


async def measure(settings: Settings, effort: Effort) -> Measurement:
    """Start the engine, measure it, stop it. Raises EngineError."""
    started = time.monotonic()
    async with create_engine(settings) as engine:
        load = time.monotonic() - started
        speed = await measure_engine(engine, effort, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
        return Measurement(load, speed, {name: engine.info.details.get(name) for name in DETAILS})


def main() -> int:
    """The exit code: 0 measured, 1 with a sentence in the JSON's place of the result."""
    settings, effort = read_request(sys.stdin.read())

    async def run() -> Measurement:
        task = asyncio.ensure_future(measure(settings, effort))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    try:
        result: dict[str, Any] = asdict(asyncio.run(run()))
    except (EngineError, InputError) as error:
        result = {"failure": str(error)}
    except asyncio.CancelledError:
        result = {"failure": "it was told to stop"}
    print(json.dumps(result, default=str), flush=True)  # noqa: T201
    return 1 if "failure" in result else 0


if __name__ == "__main__":
    sys.exit(main())
