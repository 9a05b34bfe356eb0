# property: 3,000 nested directories overflow no path and no recursion of the clean-up
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# timeout: 3
import os

try:
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
except OSError:
    pass
print("done")
