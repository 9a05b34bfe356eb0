"""The stand-in for the notebook: one process that opens a sandbox and runs what it is sent, a JSON line for a JSON line."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from kaggle_utils.sandbox import Sandbox


async def run(sandbox: Sandbox, code: str, seconds: float, memory_mb: int) -> dict[str, Any]:
    """Run a program; an exception out of the sandbox is an answer too, one that nobody expects."""
    try:
        execution = await sandbox.run(code, timeout=seconds, memory_mb=memory_mb)
    except Exception as error:
        return {"verdict": "raised", "stdout": "", "stderr": "", "error": f"{type(error).__name__}: {error}"}
    return {"verdict": str(execution.verdict), "stdout": execution.stdout, "stderr": execution.stderr, "error": execution.error}


async def serve(without: tuple[str, ...]) -> None:
    """Say which layers are in force, then answer every line (a list of programs, run side by side) until the input ends."""
    async with Sandbox(workers=2, without=without) as sandbox:
        print(json.dumps({"layers": list(sandbox.layers), "missing": sandbox.missing}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            answers = await asyncio.gather(*[run(sandbox, *request) for request in json.loads(line)])
            print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(tuple(sys.argv[1:])))
