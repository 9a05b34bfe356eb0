# property: a deadlock ends at the deadline
# verdict: timeout
# source: own
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
