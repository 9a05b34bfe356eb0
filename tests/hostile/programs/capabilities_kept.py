# property: a program of a dropped root has no effective capability left
# verdict: ok
# source: own
# stdout: done
# requires: uid
import ctypes

header = (ctypes.c_uint32 * 2)(0x20080522, 0)
data = (ctypes.c_uint32 * 6)()
ctypes.CDLL(None).capget(header, data)
if data[0] or data[1] or data[3] or data[4]:
    print("ESCAPED", list(map(hex, data)))
print("done")
