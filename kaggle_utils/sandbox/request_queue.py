"""The requests to the fork server: those that wait for a worker, and those that the server has and has not answered."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

MAX_ATTEMPTS = 2  # a run that was under way when its server died is tried once more
OVERDUE_SECONDS = 10.0  # beyond its time-out, after which a run counts as forgotten


@dataclass
class Request:
    """One message to the server and the future of its answer. ``takes_worker``: it counts as one of the programs that run at a time."""

    id: int
    message: dict[str, Any]
    takes_worker: bool
    retryable: bool
    future: Future[dict[str, Any]] = field(default_factory=Future)
    attempts: int = 0
    sent: float = 0.0

    def fail(self, error: str) -> None:
        """Answer with the verdict ``harness``, unless there is an answer."""
        if not self.future.done():
            self.future.set_result({"op": "done", "id": self.id, "verdict": "harness", "error": error})


class RequestQueue:
    """Numbers requests and hands them out, at most ``workers`` of those that take a worker at a time. Its user must hold a lock."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._numbers = itertools.count(1)
        self._waiting: deque[Request] = deque()
        self._in_flight: dict[int, Request] = {}

    @property
    def in_flight(self) -> list[Request]:
        """The requests that the server has and has not answered."""
        return list(self._in_flight.values())

    def add(self, message: dict[str, Any], takes_worker: bool, retryable: bool) -> Request:
        """Queue a message and return its request. A request that takes no worker is queued in front."""
        number = next(self._numbers)
        request = Request(number, message | {"id": number}, takes_worker, retryable)
        if takes_worker:
            self._waiting.append(request)
        else:
            self._waiting.appendleft(request)
        return request

    def take(self) -> Iterator[Request]:
        """Yield the requests that the server has room for; from then on they are in flight."""
        busy = sum(request.takes_worker for request in self._in_flight.values())
        while self._waiting and (not self._waiting[0].takes_worker or busy < self._workers):
            request = self._waiting.popleft()
            request.attempts += 1
            request.sent = time.monotonic()
            busy += request.takes_worker
            self._in_flight[request.id] = request
            yield request

    def cancel(self, request: Request) -> bool:
        """Stop a request. Returns whether the server has it and must be told."""
        if request in self._waiting:
            self._waiting.remove(request)
            request.fail("cancelled")
        elif request.id in self._in_flight:
            request.attempts = MAX_ATTEMPTS  # so that it is not queued anew
            return True
        return False

    def answered(self, number: int) -> Request | None:
        """Take the request with this number out of those that the server has."""
        return self._in_flight.pop(number, None)

    def requeue_or_fail(self, again: bool) -> None:
        """The server is lost: queue its runs once more where that is allowed and ``again`` is set, and fail the rest."""
        lost = self.in_flight
        self._in_flight.clear()
        for request in reversed(lost):
            if again and request.retryable and request.attempts < MAX_ATTEMPTS:
                self._waiting.appendleft(request)
            else:
                request.fail("the sandbox's server ended during the run")

    def remove_all(self) -> list[Request]:
        """Remove and return all requests without an answer."""
        requests = [*self._waiting, *self._in_flight.values()]
        self._waiting.clear()
        self._in_flight.clear()
        return requests

    def has_overdue(self, now: float) -> bool:
        """Whether the server should have answered a run long ago."""
        return any(
            request.message["op"] == "run" and now > request.sent + request.message["timeout"] + OVERDUE_SECONDS
            for request in self._in_flight.values()
        )
