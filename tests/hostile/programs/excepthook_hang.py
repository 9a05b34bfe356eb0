# property: an exception hook that hangs is the program's business, not the harness's
# verdict: error|timeout
# source: own
import sys
import threading


def hang(*_):
    while True:
        pass


sys.excepthook = threading.excepthook = sys.unraisablehook = hang
raise ValueError("hooked")
