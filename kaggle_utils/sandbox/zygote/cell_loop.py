"""A session: a process that runs one cell after another, and goes back to the state before a cell that ends badly.

Before every cell the process forks a checkpoint, which sleeps. After a cell that ends well the server kills it; when the process dies
instead, the checkpoint wakes and takes its place. It learns of the death from the kernel (PR_SET_PDEATHSIG) and from nothing else: no pipe
that a cell could write to, close, or leave open in a process of its own.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from typing import Any, NoReturn

from kaggle_utils.sandbox.zygote import channels, execute, interpreter, protocol, syscalls

WAKE_SIGNAL = signal.SIGUSR2
MIN_FREE_FILES = 16  # descriptors that must be free after a cell: fewer, and the next one could not even import a module
LOOK_SECONDS = 1.0  # between two looks for the death of the process in front, should its signal be lost
SIGNAL_SECONDS = 0.05  # in which the signal of a death that has been seen arrives
ROLLED_BACK = ("memory", "exited")


def serve(nonce: str, server: int) -> NoReturn:
    """Serve cells until the server, which has this process id, closes the channel."""
    namespace = interpreter.notebook_main().__dict__
    channel = socket.socket(fileno=channels.CONTROL)
    channels.report(nonce, {"ready": True})
    cells = 0
    while True:
        order, descriptors = _receive(channel)
        _reap()
        if order["do"] == "fork":
            if _fork(descriptors, server):
                channel.detach()
                channel = socket.socket(fileno=channels.CONTROL)
                channels.report(order["nonce"], {"ready": True})
            continue
        _restore_streams()
        try:
            checkpoint = _set_checkpoint(server)
        except OSError as error:  # nothing has run, so the state is what it was
            channels.report(order["nonce"], {"verdict": "error", "error": f"no checkpoint could be made: {error}"})
            continue
        own = os.getpid()
        if checkpoint is None:
            channels.report(order["nonce"], {"promoted": True})
            continue
        cells += 1
        execute.remember_source(order["code"], f"<cell {cells}>")
        record = execute.run(order["code"], namespace, f"<cell {cells}>")
        if os.getpid() != own:  # a fork of the cell that ran to the cell's end
            os._exit(0)
        interpreter.flush()
        if record["verdict"] not in ROLLED_BACK and not _has_spare_files():
            record = {"verdict": "exited", "error": f"left fewer than {MIN_FREE_FILES} free file descriptors"}
        if record["verdict"] in ROLLED_BACK or (record["verdict"] == "error" and order.get("undo_errors")):
            channels.report(order["nonce"], record | {"undone": True})
            os._exit(0)
        channels.report(order["nonce"], record | {"checkpoint": checkpoint})


def _receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next order and the files that came with it."""
    header, descriptors, _, _ = socket.recv_fds(channel, protocol.HEADER.size, 3)
    if not header:
        os._exit(0)
    while len(header) < protocol.HEADER.size:
        header += os.read(channels.CONTROL, protocol.HEADER.size - len(header))
    (length,) = protocol.HEADER.unpack(header)
    decoder = protocol.Decoder()
    (order,) = decoder.feed(header + channels.read_exactly(length))
    return order, descriptors


def _reap() -> None:
    """Wait for the processes that the last cell left and the server killed."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _restore_streams() -> None:
    """Whatever the last cell did to the standard streams, this one finds them whole."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in {0, 1, 2} - {nothing}:
        os.dup2(nothing, descriptor)
    # Lets go of the old streams, and what those could not write before ends here instead of in this cell's output.
    interpreter.renew_streams()
    os.dup2(channels.OUTPUT, 1)
    os.dup2(channels.ERRORS, 2)
    if nothing > 2:
        os.close(nothing)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {interpreter.SOFT_SIGNAL})


def _set_checkpoint(server: int) -> int | None:
    """Fork a checkpoint. Returns its process id, or None in the checkpoint once it has to take over."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        with suppress(OSError):  # it may be dead already
            os.setpgid(pid, pid)  # so that killing the group of this process spares it
        return pid
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.signal(WAKE_SIGNAL, interpreter.flush)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {WAKE_SIGNAL})
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, WAKE_SIGNAL)
    while os.getppid() == parent:
        select.select([reader], [], [], LOOK_SECONDS)
    if os.getppid() != server:
        os._exit(0)
    select.select([reader], [], [], SIGNAL_SECONDS)  # the kernel changes the parent first and signals then: changed too early, it kills us
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    signal.signal(WAKE_SIGNAL, signal.SIG_DFL)
    os.close(reader)
    os.close(writer)
    return None


def _has_spare_files() -> bool:
    taken: list[int] = []
    try:
        while len(taken) < MIN_FREE_FILES:
            taken.append(os.dup(channels.CONTROL))
    except OSError:
        return False
    finally:
        for descriptor in taken:
            os.close(descriptor)
    return True


def _fork(descriptors: list[int], server: int) -> bool:
    """Fork a second process with the same state onto new channels. Returns True in that process.

    Through a process in between, which ends at once, so that the server becomes the parent.
    """
    try:
        between = os.fork()
    except OSError:  # the server sees the channels close
        between = -1
    if between:
        for descriptor in descriptors:
            os.close(descriptor)
        if between > 0:
            os.waitpid(between, 0)
        return False
    own = os.getpid()
    if os.fork():
        os._exit(0)
    while os.getppid() == own:
        time.sleep(0.0005)
    if os.getppid() != server:
        os._exit(0)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)  # not before: the process in between dies too
    os.setpgid(0, 0)
    with channels.room_for_channels():
        for source, target in zip(descriptors, (channels.CONTROL, channels.OUTPUT, channels.ERRORS), strict=True):
            os.dup2(source, target)
            os.close(source)
    return True
