# property: a collector that is frozen, disabled or runs at every step changes nothing but this run
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import gc

gc.freeze()
gc.set_threshold(1)
kept = [[] for _ in range(10_000)]
gc.disable()
gc.set_debug(gc.DEBUG_SAVEALL)
print("done")
