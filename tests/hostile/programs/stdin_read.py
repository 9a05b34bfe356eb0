# property: reading stdin by any means ends at once
# verdict: ok
# source: own
# stdout: done
import os
import sys

try:
    print(repr(os.read(0, 10)), repr(sys.stdin.read() if sys.stdin else ""))
except (OSError, ValueError):
    pass
print("done")
