# property: a daemon thread that never ends does not keep the run from ending
# verdict: ok
# source: own
# stdout: before
# timeout: 2
import threading


def spin():
    while True:
        pass


threading.Thread(target=spin, daemon=True).start()
print("before")
