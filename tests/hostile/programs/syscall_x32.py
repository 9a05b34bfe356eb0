# property: the x32 numbers (bit 30 set) are system calls of their own on kernels that have them
# verdict: ok|crash
# source: own
# requires: seccomp
import ctypes
import os
import time

pid = ctypes.CDLL(None).syscall(0x40000000 | 57)
if pid == 0:
    time.sleep(1)
    os._exit(0)
if pid > 0:
    print("ESCAPED")
print("done")
