# property: a program that takes every descriptor it may have ends and reports normally
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import os

kept = []
try:
    while len(kept) < 5000:
        kept.append(os.dup(0))
except OSError:
    pass
print("done")
