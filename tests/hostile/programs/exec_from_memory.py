# property: no execution from a descriptor (execveat, fexecve)
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import ctypes
import os

try:
    fd = os.open("/bin/echo", os.O_RDONLY)
    strings = (ctypes.c_char_p * 3)(b"echo", b"ESCAPED", None)
    ctypes.CDLL(None).syscall(322, fd, b"", strings, None, 0x1000)
except OSError:
    pass
print("done")
