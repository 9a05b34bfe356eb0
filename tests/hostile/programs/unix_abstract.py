# property: an abstract Unix socket ignores every file permission
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|namespaces
import socket

try:
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect("\0@UNIX@")
        channel.sendall(b"owned")
except OSError:
    pass
print("done")
