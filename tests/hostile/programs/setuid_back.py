# property: the way back to root is closed
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: uid
import os

for attempt in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.seteuid(0), lambda: os.setgroups([0])):
    try:
        attempt()
    except OSError:
        pass
if 0 in os.getresuid() or 0 in os.getresgid():
    print("ESCAPED", os.getresuid(), os.getresgid())
print("done")
