"""The verdict that the server gives on a child that has died or passed its deadline without a report of its own."""

from __future__ import annotations

import signal

from kaggle_utils.sandbox.zygote import confine, output
from kaggle_utils.sandbox.zygote.jobs import Job

FLOODED = "output", f"printed more than {output.MAX_PRINTED // 2**20} MiB"


def verdict_of_timeout(job: Job) -> tuple[str, str]:
    """The verdict on a program that was still running at its deadline, with the line where it was."""
    line = job.process.last_line
    where = f" (line {line})" if line else ""
    return "timeout", f"time-out after {job.timeout:g} s{where}"


def verdict_of_exit(job: Job, pid: int, code: int) -> tuple[str, str | None]:
    """The verdict on a program whose process, with this id, ended with this code (a signal's number if negative)."""
    process = job.process
    reported = process.reported_verdict(pid)
    if reported is not None:
        return reported
    if process.flooded:
        return FLOODED
    if code == -signal.SIGXCPU:
        return "timeout", f"time-out after {job.timeout:g} s"
    if code < 0:
        return "crash", f"killed by {_signal_name(-code)}"
    if code == confine.SETUP_FAILED and job.session is None and not any(record.get("started") for _, record in process.records):
        return "harness", "the child could not be set up"
    return "exited", f"ended the interpreter itself with code {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal without a name
        return f"signal {number}"
