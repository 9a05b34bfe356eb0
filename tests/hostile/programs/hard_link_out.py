# property: a hard link to the notebook's file changes neither its content nor its mode
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock|namespaces
import os

try:
    os.link("@DECOY_DIR@/precious.txt", "linked")
    os.chmod("linked", 0o777)
    with open("linked", "a") as file:
        file.write("owned")
except OSError:
    pass
print("done")
