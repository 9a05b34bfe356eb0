# property: a thread that outlives the main thread is waited for, as in any Python
# verdict: ok
# source: own
# stdout: late line
import threading
import time


def late():
    time.sleep(0.2)
    print("late line")


threading.Thread(target=late).start()
