# property: another process's memory cannot be read through process_vm_readv
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid|landlock|namespaces
import ctypes
import os


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(16)
here = Span(ctypes.cast(buffer, ctypes.c_void_p), 16)
there = Span(id(None), 16)
for pid in (os.getppid(), @HOST_PID@):
    if pid not in (0, os.getpid()) and ctypes.CDLL(None).process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        print("ESCAPED read the memory of", pid)
print("done")
