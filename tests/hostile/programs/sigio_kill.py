# property: the kernel itself sends the signal: F_SETOWN names a victim, F_SETSIG the signal, and a pipe becomes readable
# verdict: ok
# stdout: done
# requires: uid|namespaces|landlock
# source: the gap that LANDLOCK_SCOPE_SIGNAL (kernel 6.12) closes; a filter on kill() does not see it
import fcntl
import os

F_SETSIG = 10
reader, writer = os.pipe()
try:
    fcntl.fcntl(reader, fcntl.F_SETOWN, @VICTIM_PID@)
    fcntl.fcntl(reader, F_SETSIG, 9)
    fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(writer, b"x")
except OSError:
    pass
print("done")
