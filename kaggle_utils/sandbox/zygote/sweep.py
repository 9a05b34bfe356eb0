"""Killing what a program left behind: the processes that no child of the server's own answers for."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Set

from kaggle_utils.sandbox.zygote.layers import become
from kaggle_utils.sandbox.zygote.places import Place
from kaggle_utils.sandbox.zygote.process_table import children_of, is_dead
from kaggle_utils.sandbox.zygote.processes import Process

MAX_SWEEPS = 50  # rounds of killing what a session left behind; each round leaves fewer processes that could fork


def sweep(known: Set[int], place: Place | None = None, own_user: bool = False, head: int = 0, dying: Set[int] = frozenset()) -> None:
    """Kill the orphans, which are ours by adoption only, and everything below ``head`` but the ``known`` and the ``dying``.

    ``own_user`` says whether the place has a user of its own.
    """
    if not _find_strays(known, head) - dying:
        return
    signal_place(place, own_user, head, signal.SIGSTOP)  # what cannot fork cannot outrun us
    killed: set[int] = set()
    for _ in range(MAX_SWEEPS):
        strays = _find_strays(known, head) - killed - dying
        if not strays:
            break
        for pid in strays:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        killed |= strays
    signal_place(place, own_user, head, signal.SIGCONT)


def signal_place(place: Place | None, own_user: bool, head: int, number: int) -> None:
    """Send a signal to all processes of a place at once, where it has a user of its own; else to the group of one process."""
    if place is not None and own_user:
        pid = os.fork()
        if not pid:
            with contextlib.suppress(OSError):
                become(place.uid)
                os.kill(-1, number)
            os._exit(0)
        os.waitpid(pid, 0)
    elif head:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(os.getpgid(head), number)


def kill_checkpoint(process: Process) -> set[int]:
    """Kill the checkpoint of a cell that ended well. The server does, because whatever the cell's process can do, the cell can do.

    Returns what it killed. That takes milliseconds to die, and nobody else gets its number: its parent waits for it at the next cell.
    """
    named = [record.get("checkpoint") for sender, record in process.records if sender == process.pid]
    killed = {pid for pid in children_of(process.pid) if pid in named}
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return killed


def _find_strays(known: Set[int], head: int) -> set[int]:
    found: set[int] = set()
    parents = [os.getpid(), *([head] if head else [])]
    while parents:
        children = set(children_of(parents.pop())) - known - found
        found |= children
        parents += children
    return {pid for pid in found if not is_dead(pid)}
