# property: no port can be opened for others to connect to
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import socket

try:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    print("ESCAPED")
except OSError:
    pass
print("done")
