# property: the parent cannot be stopped (a stopped zygote answers nobody)
# verdict: ok|timeout
# source: issue 4, the list of 91 properties
# requires: seccomp|uid|namespaces
# (timeout where the parent's number is 0, the program's own group)
import os
import signal

try:
    os.kill(os.getppid(), signal.SIGSTOP)
except OSError:
    pass
print("done")
