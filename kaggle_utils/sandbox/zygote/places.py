"""Places: a directory, a user and a Landlock ruleset for one program at a time (or one session with all its forks)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass

from kaggle_utils.sandbox.zygote import namespaces
from kaggle_utils.sandbox.zygote.layers import Confinement
from kaggle_utils.sandbox.zygote.syscalls import unmount

FIRST_UID = 1_000_000  # far above what distributions hand out
UIDS_EACH = 64  # users of one server; two servers on one machine get different ones by their process ids
SMALL_MAP_FIRST_UID = 20_000  # in a container that maps only 65,536 users
LARGEST_PID = 2**22


@dataclass
class Place:
    """One place. ``users`` counts the processes that may still write into it."""

    base: str
    uid: int
    ruleset: int | None = None
    users: int = 0

    @property
    def home(self) -> str:
        """The directory that a program runs in."""
        return f"{self.base}/home"


class Places:
    """Makes places, hands them out, and cleans up after their users without ever waiting for a large tree to go."""

    def __init__(self, root: str, first_uid: int, confinement: Confinement, spawn: Callable[[list[str]], None]) -> None:
        """``spawn`` starts a helper program in the background."""
        self._root = root
        self._first_uid = first_uid
        self._confinement = confinement
        self._spawn = spawn
        self._free: list[Place] = []
        self._made = 0
        self._thrown_away = 0

    def take(self) -> Place:
        """A clean place that nobody uses."""
        place = self._free.pop() if self._free else self._make()
        place.users = 1
        return place

    def release(self, place: Place) -> None:
        """One user less; the last one's traces are removed."""
        place.users -= 1
        if place.users:
            return
        try:
            self._clean(place)
        except OSError:  # a program of our own user can do anything to it, such as put a link there; then it is not used again
            if place.ruleset is not None:
                os.close(place.ruleset)
            return
        self._free.append(place)

    def _make(self) -> Place:
        place = Place(f"{self._root}/{self._made}", self._first_uid + self._made % UIDS_EACH)
        self._made += 1
        os.mkdir(place.base)
        self._furnish(place)
        return place

    def _furnish(self, place: Place) -> None:
        if "namespaces" in self._confinement.active:
            namespaces.mount_place(place.base)
        else:
            os.chmod(place.base, 0o711)
        self._make_home(place)
        if "landlock" in self._confinement.active:
            place.ruleset = self._confinement.landlock_ruleset(place.base)

    def _make_home(self, place: Place) -> None:
        os.mkdir(place.home, 0o700)
        if "uid" in self._confinement.active:
            os.chown(place.home, place.uid, place.uid)

    @staticmethod
    def _is_clean(place: Place) -> bool:
        """Whether the program left its directory empty and as it was."""
        if os.listdir(place.base) != ["home"]:
            return False
        found = os.lstat(place.home)
        return found.st_mode == stat.S_IFDIR | 0o700 and not os.listdir(place.home)

    def _clean(self, place: Place) -> None:
        if self._is_clean(place):
            return
        if "namespaces" in self._confinement.active:
            unmount(place.base)
            if place.ruleset is not None:
                os.close(place.ruleset)
            place.ruleset = None
            self._furnish(place)
            return
        trash = f"{self._root}/trash-{self._thrown_away}"
        self._thrown_away += 1
        os.mkdir(trash, 0o700)
        for entry in os.scandir(place.base):
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)  # its owner needs that to move it
            os.rename(entry.path, f"{trash}/{entry.name}")
        self._make_home(place)
        self._spawn(["/bin/sh", "-c", 'chmod -R u+rwX "$1"; exec rm -rf "$1"', "sh", trash])


def first_uid(server: int) -> int:
    """Where the users of this server begin, so that no two servers share one. ``server`` is its process id outside of namespaces."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        mapped = max(int(line.split()[0]) + int(line.split()[2]) for line in file)
    if mapped > FIRST_UID + LARGEST_PID * UIDS_EACH:
        return FIRST_UID + server * UIDS_EACH
    return SMALL_MAP_FIRST_UID + server * UIDS_EACH % 40_000
