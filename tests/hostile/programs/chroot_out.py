# property: no chroot, the first step of the classic way out of one
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid
import os

os.makedirs("jail", exist_ok=True)
try:
    os.chroot("jail")
    print("ESCAPED")
except OSError:
    pass
print("done")
