# property: the notebook's files keep their mode and times (Landlock does not watch chmod, chown, utime and extended attributes)
# verdict: ok
# stdout: done
# source: own; the limits named in the kernel's Documentation/userspace-api/landlock.rst
# requires: uid|seccomp|namespaces
import ctypes
import os

PATH = "@DECOY_DIR@/precious.txt"
libc = ctypes.CDLL(None)
times = (ctypes.c_long * 4)(1, 0, 1, 0)
for attempt in (
    lambda: os.chmod(PATH, 0o000),
    lambda: os.chmod("@DECOY_DIR@/input", 0o000),
    lambda: os.utime(PATH, (1, 1)),
    lambda: os.chown(PATH, -1, os.getegid()),
    lambda: os.setxattr(PATH, "user.hostile", b"owned"),
    lambda: os.chmod(f"/proc/self/fd/{os.open(PATH, os.O_PATH)}", 0o000),
    lambda: os.utime(f"/proc/self/fd/{os.open(PATH, os.O_PATH)}", (2, 2)),
    lambda: libc.syscall(268, -100, PATH.encode(), 0),  # fchmodat
    lambda: libc.syscall(452, -100, PATH.encode(), 0, 0),  # fchmodat2
    lambda: libc.syscall(90, PATH.encode(), 0),  # chmod
    lambda: libc.syscall(280, -100, PATH.encode(), times, 0),  # utimensat
    lambda: libc.syscall(235, PATH.encode(), times),  # utimes
    lambda: libc.syscall(132, PATH.encode(), times),  # utime
    lambda: libc.syscall(261, -100, PATH.encode(), times),  # futimesat
):
    try:
        attempt()
    except OSError:
        pass
print("done")
