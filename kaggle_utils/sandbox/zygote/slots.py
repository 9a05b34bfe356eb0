"""Slots: a directory, a user and a Landlock ruleset for one program at a time (or one session with all its forks)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from kaggle_utils.sandbox.zygote import namespaces
from kaggle_utils.sandbox.zygote.layers import LayerSupport
from kaggle_utils.sandbox.zygote.syscalls import unmount

FIRST_UID = 1_000_000  # far above what distributions hand out
UIDS_EACH = 64  # users of one server; two servers on one machine get different ones by their process ids
SMALL_MAP_FIRST_UID = 20_000  # in a container that maps only 65,536 users
MAX_PID = 2**22
PROGRAM = "program.py"  # a program's own file, in the directory that it runs in


@dataclass
class Slot:
    """One slot. ``users`` counts the processes that may still write into it."""

    base: str
    uid: int
    ruleset: int | None = None
    users: int = 0

    @property
    def home(self) -> str:
        """The directory that a program runs in."""
        return f"{self.base}/home"


class Slots:
    """Makes slots, hands them out, and cleans up after their users without ever waiting for a large tree to go."""

    def __init__(self, root: str, first_uid: int, support: LayerSupport, spawn: Callable[[list[str]], None]) -> None:
        """``spawn`` starts a helper program in the background."""
        self._root = root
        self._first_uid = first_uid
        self._support = support
        self._spawn = spawn
        self._free: list[Slot] = []
        self._made = 0
        self._thrown_away = 0

    def take(self) -> Slot:
        """A clean slot that nobody uses."""
        slot = self._free.pop() if self._free else self._make()
        slot.users = 1
        return slot

    def release(self, slot: Slot) -> None:
        """Count one user less; after the last one, remove what was left in the slot."""
        slot.users -= 1
        if slot.users:
            return
        try:
            self._clean(slot)
        except OSError:  # a program of our own user can do anything to it, such as put a link there; then it is not used again
            if slot.ruleset is not None:
                os.close(slot.ruleset)
            return
        self._free.append(slot)

    def _make(self) -> Slot:
        slot = Slot(f"{self._root}/{self._made}", self._first_uid + self._made % UIDS_EACH)
        self._made += 1
        os.mkdir(slot.base)
        self._prepare(slot)
        return slot

    def _prepare(self, slot: Slot) -> None:
        if "namespaces" in self._support.active:
            namespaces.mount_slot(slot.base)
        else:
            os.chmod(slot.base, 0o711)
        self._make_home(slot)
        if "landlock" in self._support.active:
            slot.ruleset = self._support.landlock_ruleset(slot.base)

    def _make_home(self, slot: Slot) -> None:
        os.mkdir(slot.home, 0o700)
        if "uid" in self._support.active:
            os.chown(slot.home, slot.uid, slot.uid)

    @staticmethod
    def _remove_program(slot: Slot) -> None:
        """Remove the program's file. Through the directory's descriptor, so that no link which a program put there leads elsewhere."""
        home = os.open(slot.home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            os.unlink(PROGRAM, dir_fd=home)
        finally:
            os.close(home)

    @staticmethod
    def _is_clean(slot: Slot) -> bool:
        """Whether the program left its directory empty and with its old mode."""
        if os.listdir(slot.base) != ["home"]:
            return False
        found = os.lstat(slot.home)
        return found.st_mode == stat.S_IFDIR | 0o700 and not os.listdir(slot.home)

    def _clean(self, slot: Slot) -> None:
        with suppress(OSError):  # it is gone, or something else has its name, or the directory is spoilt: the next line sees that
            self._remove_program(slot)
        if self._is_clean(slot):
            return
        if "namespaces" in self._support.active:
            unmount(slot.base)
            if slot.ruleset is not None:
                os.close(slot.ruleset)
            slot.ruleset = None
            self._prepare(slot)
            return
        trash = f"{self._root}/trash-{self._thrown_away}"
        self._thrown_away += 1
        os.mkdir(trash, 0o700)
        for entry in os.scandir(slot.base):
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)  # its owner needs that to move it
            os.rename(entry.path, f"{trash}/{entry.name}")
        self._make_home(slot)
        self._spawn(["/bin/sh", "-c", 'chmod -R u+rwX "$1"; exec rm -rf "$1"', "sh", trash])


def first_uid(server: int) -> int:
    """Where the users of this server begin, so that no two servers share one. ``server`` is its process id outside of namespaces."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        mapped = max(int(line.split()[0]) + int(line.split()[2]) for line in file)
    if mapped > FIRST_UID + MAX_PID * UIDS_EACH:
        return FIRST_UID + server * UIDS_EACH
    return SMALL_MAP_FIRST_UID + server * UIDS_EACH % 40_000
