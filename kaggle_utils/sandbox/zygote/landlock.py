"""Landlock: which files a process may still reach, enforced by the kernel for any user. Constants from linux/landlock.h."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from kaggle_utils.sandbox.zygote import syscalls

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
READ_FILE, READ_DIRECTORY = 1 << 2, 1 << 3
WRITE_FILE, TRUNCATE = 1 << 1, 1 << 14
EXECUTE, MAKE_CHARACTER_DEVICE, MAKE_SOCKET, MAKE_BLOCK_DEVICE, IOCTL_DEVICE = 1 << 0, 1 << 6, 1 << 9, 1 << 11, 1 << 15
READ = READ_FILE | READ_DIRECTORY
FOR_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
NEVER = EXECUTE | MAKE_CHARACTER_DEVICE | MAKE_SOCKET | MAKE_BLOCK_DEVICE | IOCTL_DEVICE
RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}  # the number of file rights known from a version of the interface on
CONNECT_AND_BIND_TCP = 3
ABSTRACT_SOCKETS_AND_SIGNALS = 3


def version() -> int:
    """The kernel's version of the interface. Raises OSError where there is none."""
    return syscalls.system_call("landlock", CREATE_RULESET, None, 0, 1)


def create_ruleset(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> int:
    """Make a ruleset and return its file descriptor: everything is refused but what lies beneath these paths."""
    known = version()
    rights = max(count for since, count in RIGHTS_BY_VERSION.items() if since <= known)
    everything = (1 << rights) - 1
    attributes = struct.pack("Q", everything)
    if known >= 4:
        attributes += struct.pack("Q", CONNECT_AND_BIND_TCP)
    if known >= 6:
        attributes += struct.pack("Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = syscalls.system_call("landlock", CREATE_RULESET, ctypes.cast(buffer, ctypes.c_void_p), len(attributes), 0)
    try:
        for paths, allowed in ((readable, READ), (writable, everything & ~NEVER), (devices, READ | WRITE_FILE)):
            for path in paths:
                _allow(ruleset, path, allowed & everything)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def _allow(ruleset: int, path: str, allowed: int) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):  # what is not there for us is not there for a program
        return
    try:
        if not stat.S_ISDIR(os.fstat(target).st_mode):
            allowed &= FOR_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, target))
        syscalls.system_call("landlock", ADD_RULE, ruleset, 1, ctypes.cast(rule, ctypes.c_void_p), 0)
    finally:
        os.close(target)


def restrict(ruleset: int) -> None:
    """Put this process under a ruleset for good."""
    syscalls.system_call("landlock", RESTRICT_SELF, ruleset, 0)
