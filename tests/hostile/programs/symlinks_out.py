# property: the clean-up does not follow symbolic links to the notebook's files
# verdict: ok
# source: own
# stdout: done
import os

try:
    os.symlink("@DECOY_DIR@", "directory")
    os.symlink("@DECOY_DIR@/precious.txt", "file")
    os.makedirs("a/b")
    os.symlink("@DECOY_DIR@/input", "a/b/c")
    os.symlink("a", "loop")
except OSError:
    pass
print("done")
