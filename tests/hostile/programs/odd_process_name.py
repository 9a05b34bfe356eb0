# property: a process name with brackets, newlines and bytes that are not UTF-8 deceives no reader of /proc
# verdict: timeout
# source: own
import ctypes

ctypes.CDLL(None).prctl(15, b") Z 1 (\n\xff) S", 0, 0, 0)
while True:
    pass
