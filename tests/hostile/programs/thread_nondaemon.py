# property: a non-daemon thread that never ends is a time-out, and the output from before is kept
# verdict: timeout
# source: issue 4, the list of 91 properties
# stdout: before
import threading
import time

threading.Thread(target=lambda: time.sleep(100)).start()
print("before")
