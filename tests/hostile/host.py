"""The stand-in for the notebook: one process that opens a sandbox and runs what it is sent, a JSON line for a JSON line."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from typing import Any

from kaggle_utils.sandbox import Sandbox


class Complaints(logging.Handler):
    """Collects what the sandbox warns of: a server that had to be started again is damage, even when every verdict is right."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of a record."""
        self.texts.append(record.getMessage())


async def run_cell(sandbox: Sandbox, code: str, seconds: float, memory_mb: int) -> dict[str, Any]:
    """Run a program as the second cell of a session, and a third that looks whether the first one's state is there."""
    started = time.monotonic()
    try:
        async with sandbox.session(memory_mb=memory_mb) as session:
            await session.run("state = 6 * 7", timeout=60)
            started = time.monotonic()
            execution = await session.run(code, timeout=seconds)
            taken = time.monotonic() - started
            after = await session.run("print(state)", timeout=60)
    except Exception as error:
        return {"verdict": "raised", "stdout": "", "stderr": "", "error": f"{type(error).__name__}: {error}", "seconds": 0.0}
    answer = {"verdict": str(execution.verdict), "stdout": execution.stdout, "stderr": execution.stderr, "error": execution.error}
    return answer | {"seconds": taken, "after": [str(after.verdict), after.stdout, after.error]}


async def run(sandbox: Sandbox, code: str, seconds: float, memory_mb: int) -> dict[str, Any]:
    """Run a program; an exception out of the sandbox is an answer too, one that nobody expects."""
    started = time.monotonic()
    try:
        execution = await sandbox.run(code, timeout=seconds, memory_mb=memory_mb)
        answer = {"verdict": str(execution.verdict), "stdout": execution.stdout, "stderr": execution.stderr, "error": execution.error}
    except Exception as error:
        answer = {"verdict": "raised", "stdout": "", "stderr": "", "error": f"{type(error).__name__}: {error}"}
    return answer | {"seconds": time.monotonic() - started}


async def serve(without: tuple[str, ...], cells: bool) -> None:
    """Say which layers are in force, then answer every line (a list of programs, run side by side) until the input ends."""
    complaints = Complaints()
    logging.getLogger("kaggle_utils").addHandler(complaints)
    async with Sandbox(workers=2, without=without) as sandbox:
        print(json.dumps({"layers": list(sandbox.layers), "missing": sandbox.missing}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            first, *others = json.loads(line)
            tasks = [(run_cell if cells else run)(sandbox, *first), *[run(sandbox, *request) for request in others]]
            answers = await asyncio.gather(*tasks)
            print(json.dumps({"answers": answers, "complaints": complaints.texts}), flush=True)
            complaints.texts = []


if __name__ == "__main__":
    asyncio.run(serve(tuple(name for name in sys.argv[1:] if name != "--sessions"), "--sessions" in sys.argv))
