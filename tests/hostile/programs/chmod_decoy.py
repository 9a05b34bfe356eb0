# property: the notebook's files keep their mode and times (Landlock does not watch chmod and utime)
# verdict: ok
# source: own
# stdout: done
# requires: uid|seccomp|namespaces
import os

for attempt in (
    lambda: os.chmod("@DECOY_DIR@/precious.txt", 0o000),
    lambda: os.utime("@DECOY_DIR@/precious.txt", (1, 1)),
    lambda: os.chmod("@DECOY_DIR@/input", 0o000),
    lambda: os.setxattr("@DECOY_DIR@/precious.txt", "user.hostile", b"owned"),
):
    try:
        attempt()
    except OSError:
        pass
print("done")
