# property: the competition's inputs cannot be listed
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: landlock|namespaces
import os

try:
    print(os.listdir("@DECOY_DIR@/input"))
except OSError:
    pass
print("done")
