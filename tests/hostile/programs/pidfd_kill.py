# property: a victim cannot be signalled through a pidfd
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid|namespaces
import os
import signal

try:
    signal.pidfd_send_signal(os.pidfd_open(@VICTIM_PID@), signal.SIGKILL)
except OSError:
    pass
print("done")
