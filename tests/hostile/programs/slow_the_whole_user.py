# property: setpriority(PRIO_USER) must not make every process of the user nice
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid|namespaces
import os

try:
    os.setpriority(os.PRIO_USER, 0, 19)
except OSError:
    pass
print("done")
