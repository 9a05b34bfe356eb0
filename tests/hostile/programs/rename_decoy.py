# property: the notebook's files cannot be moved into the working directory or away
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock|namespaces
import os

for old, new in (("@DECOY_DIR@/precious.txt", "taken"), ("@DECOY_DIR@/input", "@DECOY_DIR@/moved")):
    try:
        os.rename(old, new)
    except OSError:
        pass
print("done")
