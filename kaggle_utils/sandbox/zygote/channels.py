"""The child's end of its channels to the server: orders come in; records and the program's output go out.

They sit above the limit on open files, where no program that opens or closes files in good faith meets them.
"""

from __future__ import annotations

import json
import os
import resource
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CONTROL, OUTPUT, ERRORS = 250, 251, 252  # file descriptors
MAX_OPEN_FILES = 128
CHANNELS_LIMIT = 256  # the hard limit on open files, which we use to put a channel back above the soft one


@contextmanager
def room_for_channels() -> Iterator[None]:
    """Allow file descriptors above the limit on open files for a moment."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def read_order() -> dict[str, Any]:
    """Wait for the next message of the server. Ends the process when the channel is closed."""
    (length,) = struct.unpack(">I", read_exactly(4))
    order: dict[str, Any] = json.loads(read_exactly(length))
    return order


def read_exactly(length: int) -> bytes:
    """So many bytes of the control channel. Ends the process when the channel is closed."""
    data = bytearray()
    while len(data) < length:
        chunk = os.read(CONTROL, length - len(data))
        if not chunk:
            os._exit(0)
        data += chunk
    return bytes(data)


def report(nonce: str, record: dict[str, Any]) -> None:
    """Send a record to the server. The nonce vouches that it is not something that was written to every open file."""
    data = f"\n{nonce} {json.dumps(record)}\n".encode()
    while data:
        data = data[os.write(CONTROL, data) :]
