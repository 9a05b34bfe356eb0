# property: SIGKILL by the program's own hand is a crash, not a time-out
# verdict: crash
# source: own
import os

os.kill(os.getpid(), 9)
