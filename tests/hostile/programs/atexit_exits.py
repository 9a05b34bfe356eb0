# property: an exit hook that leaves with code 0 before the status is written; nothing vouches for it (ok where it was written before)
# verdict: exited|ok
# source: own
import atexit
import os

atexit.register(os._exit, 0)
print("before")
