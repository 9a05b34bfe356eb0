# property: no datagram leaves the program
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|namespaces
import socket

try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"owned", ("127.0.0.1", @PORT@))
except OSError:
    pass
print("done")
