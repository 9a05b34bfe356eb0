# property: a working directory replaced by a link to the notebook's files is not cleaned through the link
# verdict: ok
# source: own
# stdout: done
import os

here = os.getcwd()
try:
    os.rename(here, here + "-gone")
    os.symlink("@DECOY_DIR@", here)
except OSError:
    pass
print("done")
