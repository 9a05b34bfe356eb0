"""Start the fork server: choose and try the layers, enter the namespaces, load the payload, serve."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from typing import Any

from kaggle_utils.sandbox.zygote import layers, namespaces, one_process, protocol, syscalls
from kaggle_utils.sandbox.zygote.preload import preload
from kaggle_utils.sandbox.zygote.server import Server
from kaggle_utils.sandbox.zygote.slots import first_uid


def start(descriptor: int) -> None:
    """Read the configuration from the socket and serve until it closes."""
    client = socket.socket(fileno=descriptor)
    try:
        _start(client)
    except Exception as error:
        traceback.print_exc()
        client.setblocking(True)
        client.sendall(protocol.encode({"op": "failed", "error": f"{type(error).__name__}: {error}"}))
        os._exit(1)


def _start(client: socket.socket) -> None:
    settings = _read_settings(client)
    os.umask(0o022)
    root = settings["root"]
    view, slots = f"{root}/view", f"{root}/slots"
    os.mkdir(view, 0o700)
    os.mkdir(slots, 0o711)
    support = layers.initial_support(settings["without"], tuple(settings["hidden"]))
    uid = first_uid(os.getpid())
    layers.try_namespaces(support, view)
    if "namespaces" in support.active:
        pid = namespaces.enter(view, support.readable, support.hidden)
        if pid:
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
            _wait_for(pid)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        slots = namespaces.SLOTS
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)  # so that a program of the same user can neither trace us nor read our memory
    trial = f"{slots}/trial"
    os.mkdir(trial, 0o755)
    layers.try_layers(support, trial, uid)
    os.rmdir(trial)
    one_process.install()
    absent = preload()
    server = Server(client, settings["workers"], slots, uid, support)
    server.run({"layers": support.layers, "missing": support.missing, "absent": absent})


def _read_settings(client: socket.socket) -> dict[str, Any]:
    decoder = protocol.Decoder()
    while chunk := client.recv(65_536):
        for message in decoder.feed(chunk):
            return message
    os._exit(0)


def _wait_for(pid: int) -> None:
    """Stay behind as the parent of the first process of the new process table, and end as it ends."""
    os.closerange(3, 65_536)
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) % 256)
