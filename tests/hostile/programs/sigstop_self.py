# property: a program that stops itself never exits and never runs a handler
# verdict: timeout
# source: issue 4, the list of 91 properties
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
while True:
    pass
