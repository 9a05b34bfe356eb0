# property: there is no controlling terminal to type into
# verdict: ok
# stdout: done
# source: TIOCSTI injections (CVE-2017-5226, bubblewrap)
import os

try:
    os.open("/dev/tty", os.O_RDWR)
    print("ESCAPED")
except OSError:
    pass
print("done")
