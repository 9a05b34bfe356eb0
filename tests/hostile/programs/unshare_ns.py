# property: no new namespaces (in a user namespace of its own a program is root)
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x00020000, 0x40000000, 0x08000000):
    if libc.unshare(flag) == 0:
        print("ESCAPED", hex(flag))
print("done")
