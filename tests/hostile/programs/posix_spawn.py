# property: posix_spawn makes a process past fork and exec
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import os

try:
    os.posix_spawn("/bin/sleep", ["sleep", "3.75"], {})
    print("ESCAPED")
except OSError:
    pass
print("done")
