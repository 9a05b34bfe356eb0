"""Runs the measurement of one variant in a process of its own, with a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.doctor.measure import Effort
from kaggle_utils.doctor.one_variant import Measurement, write_request
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import REPOSITORY, Settings

MEASURING = 900.0  # seconds beyond the start's limit; eight requests of 256 tokens from a 32B on T4s take about 20 each time
STOPPING = 30.0  # seconds that an engine has to stop its servers
COMMAND = (sys.executable, "-m", "kaggle_utils.doctor.one_variant")


def run_isolated(
    settings: Settings, effort: Effort, log: Path, limit: float | None = None, command: Sequence[str] = COMMAND
) -> Measurement | str:
    """What was measured, or in a sentence why nothing was: the engine failed, the process crashed, or the limit in seconds passed."""
    limit = settings.startup_limit + MEASURING if limit is None else limit
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])])}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, start_new_session=True
        )
        try:
            output, _ = process.communicate(write_request(settings, effort).encode(), timeout=limit)
        except subprocess.TimeoutExpired:
            _stop(process)
            return f"it was not measured within {limit:,.0f} s (log: {log})"
        except BaseException:
            _stop(process)
            raise
    return _read(output.decode(errors="replace"), process.returncode, log)


def _read(output: str, status: int, log: Path) -> Measurement | str:
    """The last line that the process printed; if it is not a result, how the process ended."""
    try:
        table = json.loads(output.splitlines()[-1])
        return str(table["failure"]) if "failure" in table else from_json(Measurement, table)
    except (IndexError, TypeError, ValueError, KeyError):
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"its process ended with {how} and no result (log: {log})"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process gently, then not. Its servers end with it (engines/served/environment.py)."""
    process.terminate()
    try:
        process.communicate(timeout=STOPPING)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
