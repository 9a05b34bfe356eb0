# property: the classic daemon (fork, setsid, fork) does not outlive its program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import ctypes
import os
import time


def leave():
    try:
        ctypes.CDLL(None).prctl(15, b"hostile-daemon", 0, 0, 0)
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 256)
            time.sleep(4)
    finally:
        os._exit(0)


try:
    pid = os.fork()
except OSError:
    pid = -1
if pid == 0:
    leave()
if pid > 0:
    os.waitpid(pid, 0)
print("done")
