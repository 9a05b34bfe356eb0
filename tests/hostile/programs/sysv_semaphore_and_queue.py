# property: System V semaphores and queues do not outlive their program
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|namespaces
import ctypes

libc = ctypes.CDLL(None)
libc.semget(0, 1, 0o1600)
libc.msgget(0, 0o1600)
print("done")
