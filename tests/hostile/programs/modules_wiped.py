# property: an emptied sys.modules hurts nobody else
# verdict: ok|error|exited
# source: own
# next: import sys, math; print(len(sys.modules) > 20, math.floor(2.5))
# next-stdout: True 2
import sys

print("before")
for name in list(sys.modules):
    del sys.modules[name]
