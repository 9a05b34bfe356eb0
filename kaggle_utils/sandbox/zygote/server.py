"""The fork server's loop: takes requests, forks a child for each, watches over it, and answers. One thread, no blocking call."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import Any, NoReturn

from kaggle_utils.sandbox.zygote import interpreter, sweep
from kaggle_utils.sandbox.zygote.children import Children, measure_fork
from kaggle_utils.sandbox.zygote.client_link import ClientLink
from kaggle_utils.sandbox.zygote.exit_verdict import FLOODED, verdict_of_exit, verdict_of_timeout
from kaggle_utils.sandbox.zygote.jobs import Job, Jobs
from kaggle_utils.sandbox.zygote.layers import LayerSupport
from kaggle_utils.sandbox.zygote.poller import Poller
from kaggle_utils.sandbox.zygote.processes import Process
from kaggle_utils.sandbox.zygote.sessions import Sessions
from kaggle_utils.sandbox.zygote.single_runs import SingleRuns

SLOW_FORK = 0.002  # seconds; above it, children are forked in advance
IDLE_SECONDS = 0.002  # seconds without an event before a child is forked in advance, so that forking delays nobody's answer


class Server:
    """Serves one client over one socket until that closes."""

    def __init__(self, client: socket.socket, workers: int, root: str, first_uid: int, support: LayerSupport) -> None:
        self._poller = Poller()
        self._link = ClientLink(client, self._poller, self._on_message, self._shut_down)
        self._children = Children(self._poller, root, first_uid, support, self._on_child)
        self._jobs = Jobs(self._children)
        self._sessions = Sessions(self._children, self._jobs, self._link)
        self._fork_seconds = measure_fork()
        self._forks_ahead = self._fork_seconds > SLOW_FORK
        self._single_runs = SingleRuns(self._children, self._jobs, self._link, workers, self._forks_ahead)
        self._operations = {
            "ping": lambda _: self._link.send({"op": "pong"}),
            "run": self._single_runs.submit,
            "cancel": self._cancel,
            "open": self._sessions.open,
            "cell": self._sessions.queue,
            "fork": self._sessions.queue,
            "close": self._sessions.close,
        }

    def run(self, info: dict[str, Any]) -> NoReturn:
        """Say that the server is ready, and serve."""
        wake_reader, wake_writer = os.pipe()
        for descriptor in (wake_reader, wake_writer):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(interpreter.SOFT_SIGNAL, signal.SIG_IGN)  # until a child has a handler for it
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        self._poller.watch(wake_reader, lambda _: self._reap(wake_reader))
        self._link.listen()
        self._link.send({"op": "ready", "fork_seconds": self._fork_seconds, "spares": self._forks_ahead} | info)
        while True:
            happened = self._poller.wait(self._poll_timeout())
            self._check_deadlines()
            if not happened and self._single_runs.wants_spare:
                self._single_runs.fork_ahead()

    def _poll_timeout(self) -> float | None:
        """Milliseconds until something is due; None when only an event can bring work."""
        now = time.monotonic()
        due = self._jobs.due + self._sessions.due + ([now + IDLE_SECONDS] if self._single_runs.wants_spare else [])
        return max(0.0, (min(due) - now) * 1000) if due else None

    def _check_deadlines(self) -> None:
        now = time.monotonic()
        self._jobs.send_soft_signals(now)
        for job in self._jobs.overdue(now):
            job.process.kill()
            job.process.drain()
            self._take_records(job)
            if self._jobs.find(job.id) is not None:
                self._conclude(job, *verdict_of_timeout(job))
        self._sessions.check_deadlines(now)

    def _on_message(self, message: dict[str, Any]) -> None:
        self._operations[message["op"]](message)

    def _cancel(self, message: dict[str, Any]) -> None:
        job = self._jobs.find(message["id"])
        if job is not None:
            job.process.kill()
            self._conclude(job, "harness", "cancelled")
            return
        self._single_runs.cancel(message["id"])
        self._sessions.cancel(message["id"])

    def _shut_down(self) -> NoReturn:
        """Kill everything and end."""
        self._children.kill_all()
        sweep.sweep(self._children.known)
        os._exit(0)

    # -- watching over children ------------------------------------------------------------------------------------------------------

    def _on_child(self, process: Process) -> None:
        """A child has printed or reported something."""
        job = self._jobs.of(process)
        if job is not None:
            if process.flooded:
                process.kill()
                self._conclude(job, *FLOODED)
            elif process.records:
                self._take_records(job)
            return
        session = self._sessions.of(process)
        if session is not None and process.records:
            self._sessions.on_records(session)

    def _take_records(self, job: Job) -> None:
        """Conclude with the record that the job's own process sent; the kernel says who that was."""
        process = job.process
        reported = process.reported_verdict(process.pid)
        if reported is not None:
            process.drain()
            self._conclude(job, *(FLOODED if process.flooded else reported))
        # A record from another process is kept: a checkpoint may speak before the death of the one in front of it has been noticed.

    def _conclude(self, job: Job, verdict: str, error: str | None) -> None:
        """Answer a job that is over. A single run's process is killed after the answer; a session keeps or undoes the cell before it."""
        self._jobs.remove(job.id)
        if job.session is not None:
            self._sessions.end_cell(job.session, verdict)
        self._link.answer(job.id, verdict, error, job.process, job.started)
        if job.session is not None:
            self._sessions.start_next(job.session)
        else:
            job.process.kill()

    def _reap(self, wake_reader: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(wake_reader, 4096)
        for process, pid, code in self._children.reap():
            self._on_exit(process, pid, code)

    def _on_exit(self, process: Process, pid: int, code: int) -> None:
        process.kill()  # what is left of its group
        process.drain()
        job, session = self._jobs.of(process), self._sessions.of(process)
        if session is None:
            process.pid = 0
        else:
            self._sessions.on_exit(session)
        if job is not None:
            self._conclude(job, *verdict_of_exit(job, pid, code))
        if session is not None:
            if self._sessions.of(process) is session and process.records:
                self._sessions.on_records(session)
            return
        if "seccomp" not in self._children.layers:
            self._sessions.sweep(process.slot)
        self._single_runs.on_exit(process)
