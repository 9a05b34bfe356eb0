# property: killing one's process group must reach nobody else
# verdict: ok|crash
# source: issue 4, the list of 91 properties
import os
import signal

try:
    os.killpg(os.getpgrp(), signal.SIGKILL)
except OSError:
    pass
print("done")
