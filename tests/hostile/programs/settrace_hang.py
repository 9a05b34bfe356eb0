# property: a trace function that never returns runs inside whatever the harness does afterwards
# verdict: timeout|ok
# source: coverage and debugger hooks left on (CPython bug reports)
import sys
import threading


def hang(frame, event, arg):
    if frame.f_code.co_filename != here:
        while True:
            pass
    return hang


here = sys._getframe().f_code.co_filename
threading.settrace(hang)
print("before")
sys.settrace(hang)
