# property: 50 processes (each ends by itself within 3 s) do not outlive the run
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import ctypes
import os
import time

for _ in range(50):
    try:
        pid = os.fork()
    except OSError:
        break
    if pid == 0:
        try:
            ctypes.CDLL(None).prctl(15, b"hostile-bomb", 0, 0, 0)
            time.sleep(3)
        finally:
            os._exit(0)
print("done")
