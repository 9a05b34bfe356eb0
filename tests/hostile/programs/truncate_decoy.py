# property: the notebook's files keep their length (truncate came late to Landlock)
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock|namespaces
import os

for attempt in (lambda: os.truncate("@DECOY_DIR@/precious.txt", 0), lambda: os.open("@DECOY_DIR@/precious.txt", os.O_RDONLY | os.O_TRUNC)):
    try:
        attempt()
    except OSError:
        pass
print("done")
