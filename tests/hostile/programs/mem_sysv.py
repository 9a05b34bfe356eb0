# property: a System V segment is outside RLIMIT_AS and outlives its maker
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|namespaces
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmget(0, ctypes.c_size_t(50_000_000), 0o1600)
print("done")
