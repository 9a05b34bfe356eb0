"""Run a command where only the loopback interface exists: ``unshare --net python tests/network_off.py COMMAND ...``.

A new network namespace has its loopback down, and Jupyter talks to its kernel over it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1  # linux/sockios.h, linux/if.h


def raise_loopback() -> None:
    """Set the interface ``lo`` up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = fcntl.ioctl(handle, SIOCGIFFLAGS, struct.pack("16sh14s", b"lo", 0, b""))
        flags = struct.unpack("16sh14s", request)[1]
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sh14s", b"lo", flags | IFF_UP, b""))


if __name__ == "__main__":
    raise_loopback()
    os.execvp(sys.argv[1], sys.argv[1:])
