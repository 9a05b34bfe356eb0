"""Serves one GGUF file by llama.cpp's own server, until it is told to stop. Run as a script: it imports nothing of this package.

    python -P serve.py '{"model.path": "model.gguf", "port": 8080, "n_ctx": 8192, "split_mode": "row"}'

The argument holds fields of xllamacpp's ``CommonParams``; a dot leads into a nested one, an enumeration's value is the end of its name.
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
    params.cpuparams.n_threads = len(os.sched_getaffinity(0))
    try:
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
