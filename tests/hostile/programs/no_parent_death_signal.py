# property: a program that clears its parent-death signal and its dumpable flag ends at the deadline all the same
# verdict: timeout
# source: own
import ctypes

libc = ctypes.CDLL(None)
libc.prctl(1, 0, 0, 0, 0)
libc.prctl(4, 0, 0, 0, 0)
libc.prctl(36, 1, 0, 0, 0)
while True:
    pass
