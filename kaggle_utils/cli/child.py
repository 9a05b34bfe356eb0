"""A command that runs as a child process and never outlives this one."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from kaggle_utils.errors import InputError

SHUTDOWN_LIMIT = 10.0  # seconds that a command has to end after Ctrl-C, which a terminal sends to it as well
TERMINATION_LIMIT = 30.0  # seconds that it has after SIGTERM: a vLLM server takes about ten to stop
KILLED_BY = 128  # what shells add to the signal in an exit code


class ChildCommand:
    """A running command; made by :func:`child_command`."""

    def __init__(self, process: subprocess.Popen[bytes], requests: Sequence[tuple[int, float]]) -> None:
        self._process, self._requests = process, requests
        self._sent: signal.Signals | None = None

    def is_running(self) -> bool:
        """Whether the command still runs. Passes on to it what this process has been asked to do since the last call."""
        due = _signal_due(self._requests, time.monotonic())
        if due is not None and due is not self._sent and self._process.poll() is None:
            self._process.send_signal(due)
            self._sent = due
        return self._process.poll() is None

    @property
    def exit_code(self) -> int:
        """The exit code of the command, which has ended, as a shell would give it."""
        code = self._process.wait()
        return code if code >= 0 else KILLED_BY - code


@contextmanager
def child_command(command: Sequence[str]) -> Iterator[ChildCommand]:
    """Run a command, which has ended when the block is left. Raises InputError for one that cannot be run.

    SIGINT and SIGTERM end nothing by themselves while the block runs, from before the command starts (so that none comes between its
    start and its watching): :meth:`ChildCommand.is_running` passes them on, and the block is left when the command has ended.
    """
    requests: list[tuple[int, float]] = []

    def note(number: int, _: FrameType | None) -> None:
        requests.append((number, time.monotonic()))

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        try:
            process = subprocess.Popen(command)
        except OSError as error:
            raise InputError(f"cannot run {command[0]!r} ({error.strerror})") from None
        try:
            yield ChildCommand(process, requests)
        except BaseException:
            _terminate(process)
            raise
        process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(TERMINATION_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _signal_due(requests: Sequence[tuple[int, float]], now: float) -> signal.Signals | None:
    """What a command must have been sent by now, given the signals that this process got and when (in order, seconds)."""
    if not requests:
        return None
    first, at = requests[0]
    limit = SHUTDOWN_LIMIT if first == signal.SIGINT and len(requests) == 1 else 0.0
    if len(requests) > 2 or now - at > limit + TERMINATION_LIMIT:
        return signal.SIGKILL
    return signal.SIGTERM if now - at >= limit else None
