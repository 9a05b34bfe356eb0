"""A session: a process that runs one cell after another, and goes back to the state before a cell that ends badly.

Before every cell the process forks a checkpoint, which sleeps. A cell that ends well dismisses it; when the process dies instead, the
checkpoint wakes and takes its place. The checkpoint learns of the death from the kernel (PR_SET_PDEATHSIG), not from a closed pipe, because
a process that a cell left behind may hold the pipe open.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from typing import Any, NoReturn

from kaggle_utils.sandbox.zygote import child, kernel, program, protocol

WAKE_SIGNAL = signal.SIGUSR2
DISMISSAL = 253  # file descriptor, next to the channels and out of a cell's way
SPARE_FILES = 16  # descriptors that must be free after a cell: fewer, and the next one could not even import a module
POLL_SECONDS = 0.05  # between two looks for the death of a process that has closed its end of the pipe
ROLLED_BACK = ("memory", "exited")


def serve(nonce: str, server: int) -> NoReturn:
    """Serve cells until the server, which has this process id, closes the channel."""
    namespace = child.new_main().__dict__
    channel = socket.socket(fileno=child.CONTROL)
    child.report(nonce, {"ready": True})
    while True:
        order, descriptors = _receive(channel)
        _reap()
        if order["do"] == "fork":
            if _fork(descriptors, server):
                channel.detach()
                channel = socket.socket(fileno=child.CONTROL)
                child.report(order["nonce"], {"ready": True})
            continue
        _restore_streams()
        try:
            checkpoint = _set_checkpoint(server)
        except OSError as error:  # nothing has run, so the state is what it was
            child.report(order["nonce"], {"verdict": "error", "error": f"no checkpoint could be made: {error}"})
            continue
        own = os.getpid()
        if checkpoint is None:
            child.report(order["nonce"], {"promoted": True})
            continue
        record = program.run(order["code"], namespace)
        if os.getpid() != own:  # a fork of the cell that ran to the cell's end
            os._exit(0)
        child.flush()
        if record["verdict"] not in ROLLED_BACK and not _has_spare_files():
            record = {"verdict": "exited", "error": f"left fewer than {SPARE_FILES} free file descriptors"}
        if record["verdict"] in ROLLED_BACK:
            child.report(order["nonce"], record)
            os._exit(0)
        _dismiss(checkpoint)
        child.report(order["nonce"], record)


def _receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next order and the files that came with it."""
    header, descriptors, _, _ = socket.recv_fds(channel, protocol.HEADER.size, 3)
    if not header:
        os._exit(0)
    while len(header) < protocol.HEADER.size:
        header += os.read(child.CONTROL, protocol.HEADER.size - len(header))
    (length,) = protocol.HEADER.unpack(header)
    decoder = protocol.Decoder()
    (order,) = decoder.feed(header + child._read_exactly(length))
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
    child.renew_streams()  # lets go of the old streams, and what those could not write before ends here instead of in this cell's output
    os.dup2(child.OUTPUT, 1)
    os.dup2(child.ERRORS, 2)
    if nothing > 2:
        os.close(nothing)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {child.SOFT_SIGNAL})


def _set_checkpoint(server: int) -> int | None:
    """Fork a checkpoint. Returns its process id, or None in the checkpoint once it has to take over."""
    head = os.getpid()
    reader, writer = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if pid:
        with suppress(OSError):  # it may be dead already
            os.setpgid(pid, pid)  # so that killing the group of this process spares it
        with child.room_for_channels():
            os.dup2(writer, DISMISSAL)
        os.close(reader)
        os.close(writer)
        return pid
    os.close(writer)
    alarm_reader, alarm_writer = os.pipe()
    os.set_blocking(alarm_writer, False)
    signal.signal(WAKE_SIGNAL, child.flush)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {WAKE_SIGNAL})
    signal.set_wakeup_fd(alarm_writer, warn_on_full_buffer=False)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, WAKE_SIGNAL)
    watched = [reader, alarm_reader]
    while os.getppid() == head:
        ready, _, _ = select.select(watched, [], [], POLL_SECONDS if reader not in watched else None)
        if reader in ready:
            if os.read(reader, 1):
                os._exit(0)
            watched.remove(reader)  # closed, by a death or by a cell that closes what it can
    if os.getppid() != server:
        os._exit(0)
    select.select([alarm_reader], [], [], POLL_SECONDS)  # the kernel changes the parent first and signals then: set too early, we would die
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    signal.signal(WAKE_SIGNAL, signal.SIG_DFL)
    for descriptor in (reader, alarm_reader, alarm_writer):
        os.close(descriptor)
    return None


def _dismiss(checkpoint: int) -> None:
    try:
        os.write(DISMISSAL, b"x")
        os.close(DISMISSAL)
    except OSError:  # the cell closed it; then the server ends the checkpoint, as it does with all that a cell leaves behind
        return
    with suppress(OSError):  # the cell may have waited for it
        os.waitpid(checkpoint, 0)


def _has_spare_files() -> bool:
    taken: list[int] = []
    try:
        while len(taken) < SPARE_FILES:
            taken.append(os.dup(child.CONTROL))
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
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # not before: the process in between dies too
    os.setpgid(0, 0)
    with child.room_for_channels():
        for source, target in zip(descriptors, (child.CONTROL, child.OUTPUT, child.ERRORS), strict=True):
            os.dup2(source, target)
            os.close(source)
    return True
