# property: userfaultfd, the helper of race exploits, is refused
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import ctypes
import os

fd = ctypes.CDLL(None, use_errno=True).syscall(323, 1)
if fd >= 0:
    print("ESCAPED")
    os.close(fd)
print("done")
