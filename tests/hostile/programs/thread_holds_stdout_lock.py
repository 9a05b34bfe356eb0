# property: a daemon thread that holds the lock of stdout's buffer cannot hang the end of the run (or makes it a time-out)
# verdict: ok|timeout|error|output|crash
# source: own
# timeout: 2
import sys
import threading


def write():
    while True:
        sys.stdout.buffer.write(b"x" * 100)


threading.Thread(target=write, daemon=True).start()
print("before")
