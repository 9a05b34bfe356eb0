# property: no other process can be killed
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|uid|namespaces
import os
import signal

try:
    os.kill(@VICTIM_PID@, signal.SIGKILL)
except OSError:
    pass
print("done")
