# property: 200 threads are refused at a limit or end with the program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# timeout: 2
import threading
import time

started = []
for _ in range(200):
    thread = threading.Thread(target=time.sleep, args=(0.2,))
    try:
        thread.start()
    except RuntimeError:
        break
    started.append(thread)
for thread in started:
    thread.join()
print("done")
