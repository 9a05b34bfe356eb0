# property: threads with stacks of 512 MiB are refused by memory
# verdict: ok
# source: own
# stdout: done
import threading
import time

try:
    threading.stack_size(512 * 2**20)
    for _ in range(20):
        threading.Thread(target=time.sleep, args=(0.05,)).start()
except (RuntimeError, ValueError, MemoryError):
    pass
print("done")
