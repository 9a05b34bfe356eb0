# property: the cached integer 42 overwritten in memory is 42 again for the next program
# verdict: ok|crash|error|exited|timeout
# source: own
# next: print(41 + 1)
# next-stdout: 42
import ctypes

ctypes.memmove(id(42) + 24, id(43) + 24, 4)
print("done")
