# property: weakref.finalize runs at exit and hangs there
# verdict: timeout|ok
# source: own
# stdout: before
import weakref


class Thing:
    pass


def hang():
    while True:
        pass


keep = Thing()
weakref.finalize(keep, hang)
print("before")
