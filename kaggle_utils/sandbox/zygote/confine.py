"""Confines a forked child before it runs a program: its directory, its limits and the layers of confinement."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kaggle_utils.sandbox.zygote import execute, landlock, seccomp, syscalls
from kaggle_utils.sandbox.zygote.channels import CHANNELS_LIMIT, CONTROL, ERRORS, MAX_OPEN_FILES, OUTPUT
from kaggle_utils.sandbox.zygote.layers import switch_user

MAX_FILE = 16 * 2**20  # bytes
MAX_THREADS = 64  # of the program's own user
MAX_THREADS_OF_ACCOUNT = 4096  # without a user of its own, the limit counts everything that runs under the account, the notebook included
MAX_STACK = 120 * 2**20  # bytes; the kernel keeps 128 MiB of address space free below the main stack, whatever its limit was at the start
NICENESS = 5  # the server and the notebook come first
SETUP_FAILED = 70  # exit status, EX_SOFTWARE of sysexits.h


@dataclass(frozen=True)
class Setup:
    """What a child must know before its order. ``memory`` is the address space it has, ``server`` its parent's process id."""

    control: int
    output: int
    errors: int
    directory: str
    uid: int
    layers: frozenset[str]
    ruleset: int | None
    filters: tuple[bytes, bytes] | None  # for single runs, for sessions
    memory: int
    server: int


def enter_slot(setup: Setup) -> None:
    """Put the channels where they belong, start a session of processes and go to the program's directory."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")  # when the machine runs out of memory, a program goes first
    os.nice(NICENESS)
    # A session of its own is a group of its own for the scheduler, in which niceness counts only against its own members (sched(7), "The
    # autogroup feature"): two busy programs took half of both cores from a llama.cpp server (2026-11-29).
    with suppress(OSError), open("/proc/self/autogroup", "w", encoding="ascii") as file:
        file.write(str(NICENESS))
    for source, target in ((setup.control, CONTROL), (setup.output, OUTPUT), (setup.errors, ERRORS)):
        os.dup2(source, target)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (OUTPUT, 1), (ERRORS, 2)):
        os.dup2(source, target)
    os.chdir(setup.directory)


def confine(setup: Setup) -> None:
    """Put on the layers that do not depend on the order, and close every file that is not the program's."""
    layers = setup.layers
    if "resource limits" in layers:
        _limit(resource.RLIMIT_STACK, MAX_STACK)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, MAX_FILE)
        _limit(resource.RLIMIT_MSGQUEUE, 0)
        _limit(resource.RLIMIT_NPROC, MAX_THREADS if "uid" in layers else MAX_THREADS_OF_ACCOUNT)
    if "uid" in layers:
        switch_user(setup.uid)
    if "capabilities" in layers:
        syscalls.drop_capabilities()
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it, so only now
    if os.getppid() != setup.server:
        os._exit(SETUP_FAILED)
    if "no_new_privs" in layers:
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    if setup.ruleset is not None:
        landlock.restrict(setup.ruleset)
    os.closerange(3, CONTROL)
    os.closerange(ERRORS + 1, 65_536)
    if "resource limits" in layers:
        resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, CHANNELS_LIMIT))


def confine_for_order(setup: Setup, order: dict[str, Any]) -> None:
    """Put on the layers that depend on the order: its memory, its time, and whether it is a session, which may fork."""
    session = order["do"] == "open"
    if "resource limits" in setup.layers:
        execute.limit_memory(setup.memory, order["memory"])
        if not session:
            seconds = int(4 * order["timeout"]) + 2  # of processor time, over all threads; the server's own clock is the real limit
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if setup.filters is not None:
        seccomp.install(setup.filters[session], os.getpid())


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
