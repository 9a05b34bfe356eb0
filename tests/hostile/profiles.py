"""The surroundings that the sandbox is tried in, each with the layers that it must then have."""

from __future__ import annotations

import ctypes
import platform
from dataclasses import dataclass

# What Docker leaves to root: no CAP_SYS_ADMIN, no CAP_SYS_PTRACE, no CAP_SYS_RESOURCE.
DOCKER = (
    "chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service", "net_raw", "sys_chroot",
    "mknod", "audit_write", "setfcap",
)  # fmt: skip
NOBODY = 65534
ALWAYS = ("own session", "resource limits", "subreaper", "no_new_privs", "seccomp")


@dataclass(frozen=True)
class Profile:
    """One kind of surroundings: what the host process is started through, as whom, and with which layers switched off."""

    name: str
    means: str
    layers: tuple[str, ...]
    without: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    uid: int = 0
    sessions: bool = False  # every program is a cell of a session of its own


_DOCKER = ("setpriv", "--bounding-set", ",".join(["-all", *(f"+{name}" for name in DOCKER)]))
_USER = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
PROFILES = {
    profile.name: profile
    for profile in (
        Profile("root", "root, all layers", (*ALWAYS, "uid", "landlock", "namespaces")),
        Profile("docker", "root with Docker's capabilities, no namespaces", (*ALWAYS, "uid", "landlock"), ("namespaces",), _DOCKER),
        Profile("user", "a plain user, no namespaces", (*ALWAYS, "landlock"), ("namespaces",), _USER, NOBODY),
        Profile("user-namespaces", "a plain user who may make namespaces", (*ALWAYS, "landlock", "namespaces"), (), _USER, NOBODY),
        Profile("sessions", "cells of sessions; root, all layers", (*ALWAYS, "uid", "landlock", "namespaces"), sessions=True),
        Profile("no-landlock", "root without Landlock", (*ALWAYS, "uid", "namespaces"), ("landlock",)),
    )
}


def kernel_has_landlock() -> bool:
    """Whether this kernel knows Landlock at all."""
    number = 444  # landlock_create_ruleset, the same on every architecture
    return platform.system() == "Linux" and ctypes.CDLL(None).syscall(number, None, 0, 1) > 0
