"""What a program prints, kept within bounds."""

from __future__ import annotations

MAX_KEPT = 16_384  # bytes kept of each stream, half from its head and half from its tail
MAX_PRINTED = 8 * 2**20  # bytes; a program that prints more is stopped


class CappedOutput:
    """The head and the tail of a stream."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.tail = bytearray()
        self.total = 0

    def feed(self, chunk: bytes) -> None:
        """Take what was printed next."""
        half = MAX_KEPT // 2
        self.total += len(chunk)
        if len(self.head) < half:
            kept = half - len(self.head)
            self.head += chunk[:kept]
            chunk = chunk[kept:]
        self.tail += chunk
        del self.tail[:-half]

    @property
    def flooded(self) -> bool:
        """Whether more was printed than a program may."""
        return self.total > MAX_PRINTED

    def text(self) -> str:
        """Head and tail, and between them how much was left out."""
        left_out = self.total - len(self.head) - len(self.tail)
        middle = f"\n... {left_out} bytes left out ...\n".encode() if left_out else b""
        return (bytes(self.head) + middle + bytes(self.tail)).decode("utf-8", errors="replace")
