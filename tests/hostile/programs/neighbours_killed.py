# property: no neighbour, whatever its number, can be killed (the runner lets an honest program run beside every hostile one)
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid
import os

for pid in range(2, 3000):
    if pid != os.getpid():
        try:
            os.kill(pid, 9)
        except OSError:
            pass
print("done")
