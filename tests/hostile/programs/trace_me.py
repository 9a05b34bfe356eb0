# property: a program that makes its parent its tracer and stops must not wedge whoever waits for it
# verdict: ok|crash|timeout
# source: own
import ctypes
import os
import signal

if ctypes.CDLL(None).ptrace(0, 0, None, None) == 0:
    os.kill(os.getpid(), signal.SIGTRAP)
print("done")
