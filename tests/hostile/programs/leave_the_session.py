# property: a program that leaves its process group and session ends at the deadline all the same
# verdict: timeout
# source: own
import os

for attempt in (os.setsid, lambda: os.setpgid(0, 0), lambda: os.setpgid(0, os.getppid())):
    try:
        attempt()
    except OSError:
        pass
while True:
    pass
