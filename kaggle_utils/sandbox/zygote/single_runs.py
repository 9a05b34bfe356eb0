"""Programs that run alone: the queue of those that wait, and the children that are forked for them, in advance where forking is slow."""

from __future__ import annotations

from collections import deque
from typing import Any

from kaggle_utils.sandbox.zygote.children import Children
from kaggle_utils.sandbox.zygote.client_link import ClientLink
from kaggle_utils.sandbox.zygote.jobs import Jobs
from kaggle_utils.sandbox.zygote.processes import Process

MAX_FAILED_SPARES = 3  # children that died before they had a program, after which none is forked in advance


class SingleRuns:
    """Gives every program a child of its own, at most one child more than there are ``workers``."""

    def __init__(self, children: Children, jobs: Jobs, link: ClientLink, workers: int, forks_ahead: bool) -> None:
        self._children = children
        self._jobs = jobs
        self._link = link
        self._children_limit = workers + 1  # one more than run at once, because the last one may still be dying
        self._forks_ahead = forks_ahead
        self._waiting: deque[dict[str, Any]] = deque()
        self._spares: list[Process] = []
        self._living = 0  # children, spares included
        self._failed_spares = 0
        self.wants_spare = forks_ahead

    def submit(self, message: dict[str, Any]) -> None:
        """Run a program as soon as there is a child for it."""
        self._waiting.append(message)
        self._start_waiting()

    def cancel(self, number: int) -> None:
        """Answer a program that still waits, if this is its number."""
        for message in [message for message in self._waiting if message["id"] == number]:
            self._waiting.remove(message)
            self._link.answer(number, "harness", "cancelled")

    def fork_ahead(self) -> None:
        """Fork one child in advance, unless there are enough."""
        self.wants_spare = False
        if self._failed_spares < MAX_FAILED_SPARES and self._living < self._children_limit:
            process = self._fork()
            if process is not None:
                self._spares.append(process)
            self.wants_spare = process is not None and self._living < self._children_limit

    def on_exit(self, process: Process) -> None:
        """A child is dead and has been answered for: its slot is free for the next program."""
        if process in self._spares:
            self._spares.remove(process)
            self._failed_spares += 1
        self._children.release(process)
        self._living -= 1
        self._start_waiting()

    def _fork(self) -> Process | None:
        slot = self._children.slots.take()
        try:
            process = self._children.fork(slot)
        except OSError:
            self._children.slots.release(slot)
            return None
        self._living += 1
        return process

    def _start_waiting(self) -> None:
        while self._waiting and (self._spares or self._living < self._children_limit):
            message = self._waiting.popleft()
            process = self._spares.pop(0) if self._spares else self._fork()
            if process is None:
                self._link.answer(message["id"], "harness", "no process could be forked")
                continue
            self._jobs.begin(message, process)
            self.wants_spare = self._forks_ahead
