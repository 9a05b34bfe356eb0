# property: processes cannot be made by the raw system calls (clone, clone3, vfork), past Python's own functions
# verdict: ok
# sessions: no
# source: own
# stdout: done
# requires: seccomp
import ctypes
import os
import time

libc = ctypes.CDLL(None)
arguments = ctypes.create_string_buffer(88)
arguments[32:40] = (17).to_bytes(8, "little")  # exit_signal SIGCHLD
for call in ((56, 17, 0, 0, 0, 0), (435, arguments, 88), (57,)):
    pid = libc.syscall(*call)
    if pid == 0:
        libc.prctl(15, b"hostile-clone", 0, 0, 0)
        time.sleep(2)
        os._exit(0)
    if pid > 0:
        print("ESCAPED", call[0])
print("done")
