# property: io_uring, which goes past a system-call filter, is refused
# verdict: ok
# stdout: done
# requires: seccomp
# source: io_uring is off in ChromeOS and Docker's default profile (CVE-2022-29582 and its kin)
import ctypes
import os

fd = ctypes.CDLL(None, use_errno=True).syscall(425, 8, ctypes.create_string_buffer(256))
if fd >= 0:
    print("ESCAPED")
    os.close(fd)
print("done")
