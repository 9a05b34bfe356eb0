# property: the environment of the notebook (tokens) cannot be read from /proc
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: uid|landlock|namespaces
import os

for pid in (os.getppid(), @VICTIM_PID@, @HOST_PID@):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            print(file.read())
    except OSError:
        pass
print("done")
