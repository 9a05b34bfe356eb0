# property: a process pool is refused or works, and leaves neither processes nor semaphores
# verdict: error|ok
# sessions: no
# source: issue 4, the list of 91 properties
# timeout: 3
import multiprocessing

with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
