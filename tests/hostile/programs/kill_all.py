# property: kill(-1) must reach nobody else (the runner runs this only in a pid namespace of its own)
# verdict: ok|crash
# source: issue 4, the list of 91 properties
# requires: seccomp|uid|namespaces
import os
import signal

try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
print("done")
