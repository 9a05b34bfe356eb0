# property: the signal of the processor-time limit by the program's own hand
# verdict: crash|timeout
# source: own
import os
import signal

os.kill(os.getpid(), signal.SIGXCPU)
print("done")
