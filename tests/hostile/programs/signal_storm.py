# property: a timer every 100 microseconds keeps the interpreter in signal handlers
# verdict: timeout
# source: own
import signal

signal.signal(signal.SIGALRM, lambda *_: sum(range(100)))
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
while True:
    pass
