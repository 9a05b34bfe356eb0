"""Start the fork server: choose and try the layers, enter the namespaces, load the payload, serve."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from typing import Any

from kaggle_utils.sandbox.zygote import layers, namespaces, protocol, syscalls
from kaggle_utils.sandbox.zygote.places import first_uid
from kaggle_utils.sandbox.zygote.preload import preload
from kaggle_utils.sandbox.zygote.server import Server


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
    view, places = f"{root}/view", f"{root}/places"
    os.mkdir(view, 0o700)
    os.mkdir(places, 0o711)
    confinement = layers.choose(settings["without"], tuple(settings["hidden"]))
    uid = first_uid(os.getpid())
    layers.try_namespaces(confinement, view)
    if "namespaces" in confinement.active:
        pid = namespaces.enter(view, confinement.readable, confinement.hidden)
        if pid:
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
            _wait_for(pid)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        places = namespaces.PLACES
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)  # so that a program of the same user can neither trace us nor read our memory
    trial = f"{places}/trial"
    os.mkdir(trial, 0o755)
    layers.try_layers(confinement, trial, uid)
    os.rmdir(trial)
    absent = preload()
    server = Server(client, settings["workers"], places, uid, confinement)
    server.run({"layers": confinement.layers, "missing": confinement.missing, "absent": absent})


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
