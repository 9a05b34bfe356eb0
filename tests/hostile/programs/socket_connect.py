# property: no TCP connection leaves the program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|namespaces
import socket

try:
    socket.create_connection(("127.0.0.1", @PORT@), timeout=0.5).sendall(b"owned")
except OSError:
    pass
print("done")
