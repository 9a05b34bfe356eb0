# property: files of the notebook cannot be deleted
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: uid|landlock|namespaces
import os
import shutil

try:
    os.remove("@DECOY_DIR@/precious.txt")
except OSError:
    pass
shutil.rmtree("@DECOY_DIR@/input", ignore_errors=True)
print("done")
