# property: a process in a session of its own that holds stdout does not delay the verdict
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import ctypes
import os
import time

try:
    pid = os.fork()
except OSError:
    pid = -1
if pid == 0:
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(15, b"hostile-holder", 0, 0, 0)
        time.sleep(4)
    finally:
        os._exit(0)
print("done")
