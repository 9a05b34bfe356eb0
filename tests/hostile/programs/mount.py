# property: nothing can be mounted
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|uid
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("m", exist_ok=True)
if libc.mount(b"tmpfs", b"m", b"tmpfs", 0, None) == 0:
    print("ESCAPED")
    libc.umount(b"m")
print("done")
