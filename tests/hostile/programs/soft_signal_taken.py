# property: handlers for every signal that leave with code 0 cannot make a good end of a time-out
# verdict: timeout|exited
# source: own
import os
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, lambda *_: os._exit(0))
    except (OSError, ValueError):
        pass
while True:
    pass
