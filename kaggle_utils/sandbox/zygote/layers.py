"""The layers of confinement: their names, and a trial of each before it is relied on."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

from kaggle_utils.sandbox.zygote import landlock, namespaces, seccomp, syscalls
from kaggle_utils.sandbox.zygote.visible import DEVICES, paths_without, readable_paths

ALWAYS = ("own session", "clean environment", "capped output")
SWITCHABLE = ("resource limits", "subreaper", "uid", "capabilities", "no_new_privs", "seccomp", "landlock", "namespaces")
LAYERS = (*ALWAYS, *SWITCHABLE)
TRIAL_SECONDS = 10.0  # a trial is a fork and a few calls; one that takes this long hangs


@dataclass
class LayerSupport:
    """What this machine allows. ``missing`` gives the reason for every layer that is not in force."""

    active: set[str] = field(default_factory=lambda: set(ALWAYS))
    missing: dict[str, str] = field(default_factory=dict)
    readable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def layers(self) -> list[str]:
        """The layers in force, in a fixed order."""
        return [layer for layer in LAYERS if layer in self.active]

    def try_layer(self, name: str, trial: Callable[[], None]) -> bool:
        """Use a layer if its trial in a throw-away process succeeds."""
        if name in self.missing:
            return False
        reason = run_trial(trial)
        if reason is None:
            self.active.add(name)
            return True
        self.missing[name] = reason
        return False

    def landlock_ruleset(self, writable: str) -> int:
        """A ruleset for a program that may write into one directory."""
        paths = [part for path in self.readable for part in paths_without(path, self.hidden)]
        return landlock.create_ruleset(paths, (writable,), DEVICES)


def run_trial(trial: Callable[[], None]) -> str | None:
    """Run a trial in a forked process and return None, or in one line why it failed."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            trial()
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            os.write(writer, f"{type(error).__name__}: {error} ({last.name})"[:500].encode(errors="replace"))
            os._exit(1)
        os._exit(0)
    os.close(writer)
    try:
        finished, _, _ = select.select([reader], [], [], TRIAL_SECONDS)
        reason = os.read(reader, 4096).decode(errors="replace") if finished else "its trial hangs"
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if not finished else 0)
        _, status = os.waitpid(pid, 0)
    return None if status == 0 else reason or f"its trial ended with status {status}"


def check_refused(action: Callable[[], object]) -> None:
    """Check that an action is refused. Raises RuntimeError when it is not."""
    try:
        action()
    except OSError:
        return
    raise RuntimeError("the layer has no effect")


def try_namespaces(support: LayerSupport, view: str) -> None:
    """Try to enter namespaces; the trial shows whether the private tree holds Python and hides the rest."""

    def trial() -> None:
        pid = namespaces.enter(view, support.readable, support.hidden)
        if pid:
            _, status = os.waitpid(pid, 0)
            if status:
                raise RuntimeError("the private file tree cannot be built")
            return
        code = 1
        try:
            os.listdir(os.path.dirname(os.__file__))
            os.mkdir(f"{namespaces.SLOTS}/trial")
            namespaces.mount_slot(f"{namespaces.SLOTS}/trial")
            code = 0 if os.getpid() == 1 and not os.path.exists(view) else 2
        finally:
            os._exit(code)

    support.try_layer("namespaces", trial)


def try_layers(support: LayerSupport, directory: str, uid: int) -> None:
    """Try every layer but the namespaces, which are entered before. ``directory`` is one that a program may write into."""
    support.try_layer("resource limits", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    if support.try_layer("subreaper", become_subreaper):
        become_subreaper()

    def change_user() -> None:
        switch_user(uid)
        check_refused(lambda: os.setuid(0))
        for path in sys.path:
            if os.path.isdir(path):
                os.listdir(path)
        with open(os.__file__, "rb"):
            pass

    if os.geteuid() == 0:
        support.try_layer("uid", change_user)
    else:
        support.missing.setdefault("uid", "only root can change the user")

    def drop_capabilities() -> None:
        syscalls.drop_capabilities()
        if syscalls.capabilities():
            raise RuntimeError("capabilities are left")

    support.try_layer("capabilities", drop_capabilities)

    def forbid_new_privileges() -> None:
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        if syscalls.prctl(syscalls.PR_GET_NO_NEW_PRIVS) != 1:
            raise RuntimeError("the layer has no effect")

    support.try_layer("no_new_privs", forbid_new_privileges)

    def drop_privileges() -> None:
        """Bring about the state in which a program is put under the next layers."""
        if "capabilities" in support.active:
            syscalls.drop_capabilities()
        if "no_new_privs" in support.active:
            syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)

    def filter_calls() -> None:
        for may_fork in (True, False):
            drop_privileges()
            seccomp.install(seccomp.prepare_filter(may_fork, own_user=False), os.getpid())
        check_refused(socket.socket)
        check_refused(os.fork)
        check_refused(lambda: os.kill(os.getppid(), 0))

    support.try_layer("seccomp", filter_calls)

    def confine_files() -> None:
        ruleset = support.landlock_ruleset(directory)
        drop_privileges()
        landlock.restrict(ruleset)
        check_refused(lambda: os.listdir("/"))
        os.listdir(os.path.dirname(os.__file__))

    support.try_layer("landlock", confine_files)


def become_subreaper() -> None:
    """Become the parent of every descendant whose own parent dies."""
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)


def switch_user(uid: int) -> None:
    """Change to the user with this id, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def initial_support(without: Collection[str], hidden: tuple[str, ...]) -> LayerSupport:
    """The support before any trial: only the layers that need none; ``without`` names layers to leave off."""
    missing = dict.fromkeys(without, "switched off")
    return LayerSupport(missing=missing, readable=readable_paths(), hidden=hidden)
