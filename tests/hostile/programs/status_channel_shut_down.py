# property: the status channel shut down in both directions, where it is a socket
# verdict: exited|ok|error
# sessions: lost
# source: own
import socket

for fd in range(3, 256):
    try:
        socket.socket(fileno=fd).shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
print("done")
