# property: a program that blocks every signal ends at the deadline all the same
# verdict: timeout
# source: issue 4, the list of 91 properties
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
while True:
    pass
