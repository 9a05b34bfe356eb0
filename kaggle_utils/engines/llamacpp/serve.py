"""Serves one GGUF file by llama.cpp's own server, until it is told to stop. Run as a script: it imports nothing of this package.

    python -P serve.py '{"model.path": "model.gguf", "port": 8080, "n_ctx": 8192, "split_mode": "row"}'

The argument holds fields of xllamacpp's ``CommonParams``; a dot leads into a nested one, an enumeration's value is the end of its name.
Its threads are as many as the cores that it may use: all of this process, or those that the variable SERVE_CORES lists (``0,2-3``), so that
several servers on one machine do not take each other's.
"""

from __future__ import annotations

import enum
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any


def fill(params: Any, fields: Mapping[str, Any]) -> None:
    """Set the fields of a CommonParams. Raises ValueError, in one sentence, for a field or a value that it does not take."""
    for name, value in fields.items():
        *path, last = name.split(".")
        holder = params
        for part in path:
            holder = getattr(holder, part, None)
        if holder is None or not hasattr(holder, last):
            raise ValueError(f"the serve table has {name!r}, which llama.cpp's parameters do not have")
        try:
            setattr(holder, last, converted(value, getattr(holder, last)))
        except (TypeError, AssertionError, ValueError) as error:
            raise ValueError(f"the serve table has {name} = {value!r}, which llama.cpp does not take ({error})") from None


def converted(value: Any, default: Any) -> Any:
    """A JSON value as the field takes it whose default is this one."""
    if isinstance(default, enum.Enum) and isinstance(value, str):
        members = {member.name: member for member in type(default)}
        fitting = [member for name, member in members.items() if name.endswith("_" + value.upper())]
        if not fitting:
            raise ValueError(f"there are: {', '.join(members)}")
        return min(fitting, key=lambda member: len(member.name))
    if isinstance(default, set) and isinstance(value, list):
        return set(value)
    if isinstance(default, list) and default and all(isinstance(item, float) for item in default) and len(value) < len(default):
        return [float(item) for item in value] + default[len(value) :]  # tensor_split has a place for each of 128 devices
    return value


def read_cores(listed: str) -> set[int]:
    """The numbers in a list such as ``0,2-3``. Raises ValueError."""
    ranges = [part.partition("-") for part in listed.split(",")]
    return {core for first, _, last in ranges for core in range(int(first), int(last or first) + 1)}


def take_cores(listed: str) -> None:
    """Run on these cores only. Raises ValueError, in one sentence, for anything but a list of cores that this machine has."""
    try:
        os.sched_setaffinity(0, read_cores(listed))
    except (ValueError, OSError) as error:
        there = ",".join(map(str, sorted(os.sched_getaffinity(0))))
        raise ValueError(f"SERVE_CORES is {listed!r}, and must list cores of this process, {there}: 0,2-3 ({error})") from None


def say(sentence: str) -> None:
    """Write a line to the log."""
    sys.stderr.write(f"serve.py: {sentence}\n")
    sys.stderr.flush()


def main() -> int:
    """Serve until SIGTERM or SIGINT. Returns 1 when the server cannot start; the log says why."""
    from xllamacpp import CommonParams, Server

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    params = CommonParams()
    try:
        if cores := os.environ.get("SERVE_CORES"):
            take_cores(cores)
        params.cpuparams.n_threads = len(os.sched_getaffinity(0))
        fill(params, json.loads(sys.argv[1]))
        server = Server(params)
    except (ValueError, RuntimeError) as error:
        say(str(error))
        return 1
    say(f"llama.cpp {version('xllamacpp')} listens on {server.listening_address}")
    stop.wait()
    say("told to stop")
    os._exit(0)  # the server's threads finish the requests under way first, if they are asked to end


if __name__ == "__main__":
    sys.exit(main())
