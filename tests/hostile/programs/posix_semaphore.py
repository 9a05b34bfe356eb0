# property: a named semaphore does not outlive its program
# verdict: ok
# source: own
# stdout: done
# requires: landlock|namespaces
import ctypes

ctypes.CDLL(None).sem_open(b"/hostile-semaphore", 0o100, 0o600, 1)
print("done")
