"""Namespaces: a private file tree, network, inter-process communication and process table, entered once for all programs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from kaggle_utils.sandbox.zygote import syscalls
from kaggle_utils.sandbox.zygote.visible import DEVICES

SLOTS = "/sandbox"  # where the programs' own directories are in the private tree
SLOT_SIZE = "64m"  # a program's directory lives in memory; honest programs write next to nothing


def enter(view: str, readable: Iterable[str], hidden: Iterable[str]) -> int:
    """Enter new namespaces. Returns 0 in the first process of the new process table, and that process's id in the one that called.

    ``view`` is an empty directory for building the private tree. Raises OSError where the kernel or the container does not allow it.
    """
    privileged = os.geteuid() == 0
    user, group = os.geteuid(), os.getegid()
    everything = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWPID | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWUTS
    syscalls.unshare(everything if privileged else everything | syscalls.CLONE_NEWUSER)
    if not privileged:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    pid = os.fork()
    if pid:
        return pid
    syscalls.mount("none", "/", flags=syscalls.MS_REC | syscalls.MS_PRIVATE)
    _build_tree(view, readable, hidden)
    syscalls.pivot_root(view, f"{view}/old")
    os.chdir("/")
    syscalls.unmount("/old")
    os.rmdir("/old")
    syscalls.mount("none", "/", flags=syscalls.MS_REMOUNT | syscalls.MS_BIND | syscalls.MS_RDONLY | syscalls.MS_NOSUID)
    return 0


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _build_tree(view: str, readable: Iterable[str], hidden: Iterable[str]) -> None:
    syscalls.mount("tmpfs", view, "tmpfs", syscalls.MS_NOSUID, "size=4m,mode=755")
    for path in readable:
        if os.path.islink(path):
            os.makedirs(os.path.dirname(view + path), exist_ok=True)
            os.symlink(os.readlink(path), view + path)
            path = os.path.realpath(path)
            if os.path.lexists(view + path):
                continue
        _bind(path, view + path, read_only=True)
    for path in hidden:
        if os.path.isdir(view + path):
            syscalls.mount("tmpfs", view + path, "tmpfs", syscalls.MS_RDONLY | syscalls.MS_NOSUID, "size=4k,mode=755")
    for device in DEVICES:
        if os.path.exists(device):
            _bind(device, view + device, read_only=False)
    os.mkdir(f"{view}/proc")
    syscalls.mount("proc", f"{view}/proc", "proc", syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC)
    os.mkdir(view + SLOTS)
    syscalls.mount("tmpfs", view + SLOTS, "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "size=4m,mode=711")
    os.mkdir(f"{view}/old")


def _bind(path: str, target: str, read_only: bool) -> None:
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb"):
            pass
    syscalls.mount(path, target, flags=syscalls.MS_BIND | syscalls.MS_REC)
    if read_only:
        # A user namespace may not clear the restrictions that the original mount has, so they are named again.
        kept = os.statvfs(target).f_flag & (syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC)
        syscalls.mount("none", target, flags=syscalls.MS_REMOUNT | syscalls.MS_BIND | syscalls.MS_RDONLY | syscalls.MS_NOSUID | kept)


def mount_slot(directory: str) -> None:
    """Give a program's directory a small file system of its own."""
    syscalls.mount(
        "tmpfs",
        directory,
        "tmpfs",
        syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC,
        f"size={SLOT_SIZE},nr_inodes=4096,mode=711",
    )
