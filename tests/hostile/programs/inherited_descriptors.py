# property: no directory, file or socket is inherited but one unnamed socket for the status (a directory leads out of any root)
# verdict: ok
# stdout: done
# source: runc CVE-2024-21626 (leaked directory descriptor)
import os
import socket
import stat

sockets = []
for fd in range(3, 1024):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    if stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISBLK(mode):
        print("ESCAPED", fd, oct(mode))
    if stat.S_ISSOCK(mode):
        sockets.append(fd)
        channel = socket.socket(fileno=fd)
        if channel.family != socket.AF_UNIX or channel.getsockname() or channel.getpeername():
            print("ESCAPED", channel)
        channel.detach()
if len(sockets) > 1:
    print("ESCAPED", sockets)
print("done")
