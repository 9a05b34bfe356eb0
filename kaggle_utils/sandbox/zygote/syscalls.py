"""Calls of the Linux kernel that Python's standard library does not offer. All raise OSError."""

from __future__ import annotations

import ctypes
import os
import struct

LIBC = ctypes.CDLL(None, use_errno=True)

# Numbers from the kernel's headers: linux/prctl.h, linux/sched.h, linux/mount.h.
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
CLONE_NEWNS = 0x0002_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2
CAPABILITY_VERSION_3 = 0x2008_0522
MAX_CAPABILITY = 63  # the highest bit that the interface can carry; those that the kernel does not know are skipped


def _checked(result: int, what: str) -> int:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int = 0) -> int:
    """Set or read a property of this process."""
    arguments = [ctypes.c_ulong(number) for number in (value, 0, 0, 0)]
    return _checked(LIBC.prctl(option, *arguments), f"prctl({option})")


def system_call(name: str, number: int, *arguments: int | ctypes.c_void_p | None) -> int:
    """Make a system call that the C library has no function for."""
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(LIBC.syscall(ctypes.c_long(number), *converted), name)


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None) -> None:
    """Mount a file system, bind a path elsewhere or change a mount."""
    result = LIBC.mount(
        os.fsencode(source), os.fsencode(target), kind and kind.encode(), ctypes.c_ulong(flags), options and options.encode()
    )
    _checked(result, f"mount {target}")


def unmount(target: str) -> None:
    """Detach a mount at once; it goes when its last user does."""
    _checked(LIBC.umount2(os.fsencode(target), MNT_DETACH), f"unmount {target}")


def pivot_root(new: str, old: str) -> None:
    """Make ``new`` the root directory and put the former one at ``old``."""
    _checked(LIBC.pivot_root(os.fsencode(new), os.fsencode(old)), "pivot_root")


def unshare(flags: int) -> None:
    """Leave namespaces of the parent for new ones."""
    _checked(LIBC.unshare(flags), "unshare")


def drop_capabilities() -> None:
    """Give up every capability for good: the bounding set where that is allowed, then the effective, permitted and inheritable sets."""
    for capability in range(MAX_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # not known to this kernel, or not allowed; then there is nothing to gain it back from
            continue
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    _checked(LIBC.capset(header, bytes(24)), "capset")


def capabilities() -> int:
    """The effective capabilities of this process as a bit set."""
    data = ctypes.create_string_buffer(24)
    _checked(LIBC.capget(struct.pack("Ii", CAPABILITY_VERSION_3, 0), data), "capget")
    words = struct.unpack("6I", data.raw)
    return int(words[0] | words[3] << 32)
