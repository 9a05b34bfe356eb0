# property: a filter of the program's own (strict mode: read, write, exit only) ends this run only
# verdict: crash|ok|exited|timeout
# source: own
import ctypes

ctypes.CDLL(None).prctl(22, 1, 0, 0, 0)
print("done")
