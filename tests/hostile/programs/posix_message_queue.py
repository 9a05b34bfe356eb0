# property: a POSIX message queue does not outlive its program
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|namespaces
import ctypes

ctypes.CDLL(None).mq_open(b"/hostile-queue", 0o102, 0o600, None)
print("done")
