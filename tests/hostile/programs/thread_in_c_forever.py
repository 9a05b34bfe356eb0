# property: a worker thread stuck in C while the main thread waits for it (a thread pool's time-out waits as well)
# verdict: timeout
# source: smolagents issue 2197 (`with ThreadPoolExecutor` waits for the code it timed out)
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor() as pool:
    pool.submit(sum, range(10**13)).result(timeout=0.1)
