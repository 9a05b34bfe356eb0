# property: what the harness calls after the program (waiting for threads, exit functions) replaced by hangs and exits
# verdict: ok|exited|timeout|error
# source: own
import atexit
import threading


def leave(*_):
    raise SystemExit(0)


threading._shutdown = leave
atexit._run_exitfuncs = leave
print("done")
