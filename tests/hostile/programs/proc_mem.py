# property: another process's memory cannot be opened
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: uid|landlock|namespaces
import os

for pid in (os.getppid(), @VICTIM_PID@, @HOST_PID@):
    if pid == os.getpid():
        continue
    try:
        with open(f"/proc/{pid}/mem", "r+b"):
            print("ESCAPED opened the memory of", pid)
    except OSError:
        pass
print("done")
