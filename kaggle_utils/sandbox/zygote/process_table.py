"""The kernel's table of processes, read from /proc."""

from __future__ import annotations

import os


def children_of(pid: int) -> list[int]:
    """The living children of a process, as the kernel lists them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return [child for child in _all_processes() if _parent_of(child) == pid]
    except (OSError, ValueError):
        return []


def is_dead(pid: int) -> bool:
    """Whether a process has ended, whether or not its parent has waited for it."""
    return (_status(pid) or ["X"])[0] in "ZX"


def _all_processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _status(pid: int) -> list[str]:
    """State and parent, the first fields after the name in /proc/PID/stat; empty for a process that is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[:2]
    except OSError:
        return []


def _parent_of(pid: int) -> int:
    return int((_status(pid) or ["", "0"])[1])
