"""Kills the processes that a program left behind."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Set

from kaggle_utils.sandbox.zygote.layers import switch_user
from kaggle_utils.sandbox.zygote.process_table import children_of, is_dead
from kaggle_utils.sandbox.zygote.processes import Process
from kaggle_utils.sandbox.zygote.slots import Slot

MAX_SWEEPS = 50  # rounds of killing what a session left behind; each round leaves fewer processes that could fork


def sweep(known: Set[int], slot: Slot | None = None, own_user: bool = False, session_pid: int = 0, dying: Set[int] = frozenset()) -> None:
    """Kill the orphans that the server has inherited and all processes below ``session_pid``, but not the ``known`` and the ``dying``.

    ``own_user`` says whether the slot has a user of its own.
    """
    if not _find_leftovers(known, session_pid) - dying:
        return
    signal_slot(slot, own_user, session_pid, signal.SIGSTOP)  # what cannot fork cannot outrun us
    killed: set[int] = set()
    for _ in range(MAX_SWEEPS):
        leftovers = _find_leftovers(known, session_pid) - killed - dying
        if not leftovers:
            break
        for pid in leftovers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        killed |= leftovers
    signal_slot(slot, own_user, session_pid, signal.SIGCONT)


def signal_slot(slot: Slot | None, own_user: bool, session_pid: int, number: int) -> None:
    """Send a signal to all processes of a slot at once, where it has a user of its own; else to the group of one process."""
    if slot is not None and own_user:
        pid = os.fork()
        if not pid:
            with contextlib.suppress(OSError):
                switch_user(slot.uid)
                os.kill(-1, number)
            os._exit(0)
        os.waitpid(pid, 0)
    elif session_pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(os.getpgid(session_pid), number)


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


def _find_leftovers(known: Set[int], session_pid: int) -> set[int]:
    found: set[int] = set()
    parents = [os.getpid(), *([session_pid] if session_pid else [])]
    while parents:
        children = set(children_of(parents.pop())) - known - found
        found |= children
        parents += children
    return {pid for pid in found if not is_dead(pid)}
