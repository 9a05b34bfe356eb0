# property: the notebook's files are not to be had through /proc/PID/root or /proc/PID/cwd
# verdict: ok
# source: own
# stdout: done
# requires: landlock|namespaces
import os

for pid in (1, os.getppid(), @HOST_PID@, @VICTIM_PID@):
    try:
        print(open(f"/proc/{pid}/root@DECOY_DIR@/secret.txt").read())
    except OSError:
        pass
print("done")
