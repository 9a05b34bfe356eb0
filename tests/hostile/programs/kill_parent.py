# property: killing the parent ends the zygote or, worse, the notebook
# verdict: ok|crash
# source: issue 4, the list of 91 properties
# requires: seccomp|uid|namespaces
# (crash where the parent is in another pid namespace: its number is then 0, the program's own group)
import os
import signal

try:
    os.kill(os.getppid(), signal.SIGKILL)
except OSError:
    pass
print("done")
