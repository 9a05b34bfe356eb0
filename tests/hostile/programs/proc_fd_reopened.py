# property: descriptors of the parent and of the notebook cannot be opened through /proc
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock|namespaces
import os

for pid in (os.getppid(), @HOST_PID@, @VICTIM_PID@):
    if pid in (0, os.getpid()):
        continue
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            os.open(f"/proc/{pid}/fd/{fd}", os.O_RDONLY | os.O_NONBLOCK)
            print("ESCAPED", pid, fd)
    except OSError:
        pass
print("done")
