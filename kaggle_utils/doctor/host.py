"""The machine without its GPUs: kernel, cores, memory and the container's limit on it, free disk space."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kaggle_utils.doctor.machine import Disk, Host

CONTROL_GROUPS = Path("/sys/fs/cgroup")


def look_at_host(out: Path) -> Host:
    """Read these facts from the kernel. ``out`` is the folder for results."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = min(_limits(Path("/proc/self/cgroup").read_text(encoding="utf-8")), default=memory)
    disks = (_disk("results", out), _disk("scratch", Path(tempfile.gettempdir())))
    cores = len(os.sched_getaffinity(0))
    return Host(f"{platform.system()} {platform.release()}", cores, memory, limit if limit < memory else None, disks)


def _limits(groups: str, root: Path = CONTROL_GROUPS) -> Iterator[int]:
    """The memory limits of this process's control groups, version 1 or 2. In a container only the root's path may exist."""
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            for folder in (root / controllers / path.lstrip("/"), root / controllers):
                limit = folder / name
                # Without a limit, version 2 writes "max" and version 1 a number near 2^63.
                if limit.is_file() and (text := limit.read_text(encoding="utf-8").strip()).isdecimal():
                    yield int(text)


def _disk(use: str, folder: Path) -> Disk:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return Disk(use, folder, shutil.disk_usage(there).free)
