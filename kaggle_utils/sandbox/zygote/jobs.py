"""The programs and cells that run, each with its soft and its hard deadline."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from dataclasses import dataclass
from typing import Any

from kaggle_utils.sandbox.zygote import interpreter, protocol
from kaggle_utils.sandbox.zygote.children import Children
from kaggle_utils.sandbox.zygote.processes import Process

SOFT_SECONDS = 0.05  # seconds before the deadline at which a program is asked to flush and to say where it is


@dataclass
class Job:
    """A program or, with the number of its session, a cell that runs."""

    id: int
    process: Process
    timeout: float
    started: float
    soft_deadline: float
    deadline: float
    session: int | None = None
    soft_signal_sent: bool = False


class Jobs:
    """All jobs that run now, by the number of their request."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._jobs: dict[int, Job] = {}

    def begin(self, message: dict[str, Any], process: Process, session: int | None = None) -> Job:
        """Send a child its program, and start the clock."""
        nonce = secrets.token_hex(16)
        if session is not None:
            process.drain()  # what the last cell left in the pipes is not this one's
        process.begin(nonce)
        now = time.monotonic()
        timeout = message["timeout"]
        job = Job(message["id"], process, timeout, now, now + max(timeout - SOFT_SECONDS, timeout * 0.75), now + timeout, session)
        self._jobs[job.id] = job
        order = {"do": "run", "code": message["code"], "timeout": timeout, "memory": message.get("memory", 0), "nonce": nonce}
        order |= {"undo_errors": message.get("undo_errors", False)}
        self._children.send(process, protocol.encode(order))
        return job

    def find(self, number: int) -> Job | None:
        """The job with a request's number, while it runs."""
        return self._jobs.get(number)

    def of(self, process: Process) -> Job | None:
        """The job that a process runs."""
        return next((job for job in self._jobs.values() if job.process is process), None)

    def remove(self, number: int) -> None:
        """Forget a job, which is over."""
        self._jobs.pop(number, None)

    @property
    def due(self) -> list[float]:
        """For each job, the time of its next deadline."""
        return [job.deadline if job.soft_signal_sent else job.soft_deadline for job in self._jobs.values()]

    def send_soft_signals(self, now: float) -> None:
        """Send the soft signal to every job whose deadline is close."""
        for job in self._jobs.values():
            if not job.soft_signal_sent and now >= job.soft_deadline:
                job.soft_signal_sent = True
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(job.process.pid, interpreter.SOFT_SIGNAL)

    def overdue(self, now: float) -> list[Job]:
        """The jobs whose deadline has passed."""
        return [job for job in self._jobs.values() if now >= job.deadline]
