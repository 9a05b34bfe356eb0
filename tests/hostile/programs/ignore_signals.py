# property: a program that ignores every signal it may ends at the deadline all the same
# verdict: timeout
# source: issue 4, the list of 91 properties
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
