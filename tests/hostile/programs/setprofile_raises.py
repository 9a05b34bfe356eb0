# property: a profile function that raises inside the harness's own calls changes nothing but this run
# verdict: ok|error|exited
# source: own
import sys


def fail(frame, event, arg):
    raise RuntimeError("profiled")


sys.setprofile(fail)
