# property: a callback of the collector that hangs
# verdict: timeout|ok
# source: own
import gc


def hang(phase, info):
    while True:
        pass


print("before")
gc.callbacks.append(hang)
gc.set_threshold(1)
kept = [[] for _ in range(100)]
gc.collect()
