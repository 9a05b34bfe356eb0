# property: an exit hook that never ends is a time-out, and the output from before is kept
# verdict: timeout
# source: issue 4, the list of 91 properties
# stdout: before
import atexit


@atexit.register
def hang():
    while True:
        pass


print("before")
