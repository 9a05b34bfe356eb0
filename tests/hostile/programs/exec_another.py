# property: the program cannot become another program
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import os

try:
    os.execv("/bin/echo", ["echo", "ESCAPED"])
except OSError:
    pass
print("done")
