"""Messages between the client and the fork server: a length in four bytes, then JSON. The length is checked before it is believed."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

MAX_MESSAGE = 64 * 2**20  # bytes of one message; a program is text, and its output is capped
HEADER = struct.Struct(">I")


class ProtocolError(Exception):
    """The other side does not keep to the protocol."""


def encode(message: dict[str, Any]) -> bytes:
    """One message as bytes. Raises ProtocolError when it is too large."""
    body = json.dumps(message).encode("ascii")
    if len(body) > MAX_MESSAGE:
        raise ProtocolError(f"a message of {len(body)} bytes is more than {MAX_MESSAGE}")
    return HEADER.pack(len(body)) + body


class Decoder:
    """Puts messages together from the pieces in which they arrive."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """Yield the messages that are complete now. Raises ProtocolError for anything that is not one."""
        self._buffer += chunk
        while len(self._buffer) >= HEADER.size:
            (length,) = HEADER.unpack_from(self._buffer)
            if length > MAX_MESSAGE:
                raise ProtocolError(f"a message of {length} bytes is more than {MAX_MESSAGE}")
            if len(self._buffer) < HEADER.size + length:
                return
            body = bytes(self._buffer[HEADER.size : HEADER.size + length])
            del self._buffer[: HEADER.size + length]
            try:
                message = json.loads(body)
            except ValueError as error:
                raise ProtocolError(f"not JSON: {error}") from None
            if not isinstance(message, dict):
                raise ProtocolError("a message must be an object")
            yield message
