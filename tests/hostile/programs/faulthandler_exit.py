# property: faulthandler's watchdog ends the process past every hook, and takes the harness's own watchdog away
# verdict: exited
# source: own
import faulthandler
import time

faulthandler.cancel_dump_traceback_later()
with open("dump", "w") as file:
    faulthandler.dump_traceback_later(0.05, exit=True, file=file)
    time.sleep(0.5)
