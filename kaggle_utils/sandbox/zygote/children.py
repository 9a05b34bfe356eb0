"""The server's children: forked, listened to, waited for, and known by their process ids."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator
from statistics import median

from kaggle_utils.sandbox.zygote import child, seccomp
from kaggle_utils.sandbox.zygote.confine import Setup
from kaggle_utils.sandbox.zygote.layers import LayerSupport
from kaggle_utils.sandbox.zygote.poller import Poller
from kaggle_utils.sandbox.zygote.processes import Process
from kaggle_utils.sandbox.zygote.slots import Slot, Slots


class Children:
    """Forks children into slots of their own and calls ``on_child`` whenever one of them has printed or reported something."""

    def __init__(self, poller: Poller, root: str, first_uid: int, support: LayerSupport, on_child: Callable[[Process], None]) -> None:
        self._poller = poller
        self._on_child = on_child
        self.layers = frozenset(support.active)
        own_user = "uid" in self.layers
        self._filters = (
            (seccomp.prepare_filter(False, own_user), seccomp.prepare_filter(True, own_user)) if "seccomp" in self.layers else None
        )
        self.slots = Slots(root, first_uid, support, self._spawn)
        self._by_pid: dict[int, Process] = {}
        self._helpers: set[int] = set()  # children that need nothing more than to be waited for
        self._memory = _address_space()

    @property
    def known(self) -> set[int]:
        """The process ids of all children that live or wait to be reaped."""
        return self._by_pid.keys() | self._helpers

    def is_known(self, pid: int) -> bool:
        """Whether this is the process id of a child that runs a program or a session."""
        return pid in self._by_pid

    def fork(self, slot: Slot) -> Process:
        """Fork a child that waits for its order. Raises OSError."""
        process = Process(slot)
        setup = Setup(
            process.child_control.fileno(), process.child_output, process.child_errors, slot.home, slot.uid, self.layers, slot.ruleset,
            self._filters, self._memory, os.getpid(),
        )  # fmt: skip
        try:
            pid = os.fork()
        except OSError:
            process.close_child_ends()
            process.close()
            raise
        if not pid:
            child.run_child(setup)
        self.bind(process, pid)
        self.listen_to(process)
        return process

    def listen_to(self, process: Process) -> None:
        """Listen to a process that has its ends of the channels by now."""
        process.close_child_ends()
        for descriptor in process.descriptors:
            self._poller.watch(descriptor, lambda event, descriptor=descriptor: self._on_event(process, descriptor, event))  # type: ignore[misc]

    def bind(self, process: Process, pid: int) -> None:
        """Note which process id a process has, so that its death is reported as its own."""
        process.pid = pid
        self._by_pid[pid] = process

    def discard(self, process: Process) -> None:
        """Kill a process whose death needs no report."""
        if process.pid:
            self._by_pid.pop(process.pid, None)
            self._helpers.add(process.pid)
            process.kill()

    def send(self, process: Process, data: bytes) -> None:
        """Send an order, or as much of it as the child takes now and the rest later."""
        process.send(data)
        if process.outgoing:
            self._poller.watch_writing(process.control.fileno(), True)

    def release(self, process: Process) -> None:
        """Close the channels of a process that is dead, and give its slot back."""
        for descriptor in process.descriptors:
            self._poller.ignore(descriptor)
        process.close()
        self.slots.release(process.slot)

    def reap(self) -> Iterator[tuple[Process, int, int]]:
        """Wait for every child that is dead by now. Yields those whose death needs a report, with process id and exit code."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._helpers.discard(pid)
            process = self._by_pid.pop(pid, None)
            if process is not None:
                yield process, pid, os.waitstatus_to_exitcode(status)

    def kill_all(self) -> None:
        """Kill every child."""
        for process in self._by_pid.values():
            process.kill()
        self._by_pid.clear()

    def _on_event(self, process: Process, descriptor: int, event: int) -> None:
        if event & select.POLLOUT:
            process.send(b"")
            if not process.outgoing:
                self._poller.watch_writing(descriptor, False)
            if not event & ~select.POLLOUT:
                return
        if not process.read(descriptor):
            self._poller.ignore(descriptor)
        self._on_child(process)

    def _spawn(self, command: list[str]) -> None:
        try:
            self._helpers.add(os.posix_spawn(command[0], command, {"PATH": "/usr/bin:/bin"}))
        except OSError:  # what it would have cleaned up stays until the whole sandbox goes
            return


def measure_fork() -> float:
    """The seconds that a fork of this process takes until the child has been waited for: the median of five."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)
        times.append(time.perf_counter() - started)
    return median(times)


def _address_space() -> int:
    """Bytes of address space of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
