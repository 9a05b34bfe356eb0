# property: no netlink, packet, vsock or crypto socket (a large share of the kernel's own bugs)
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import socket

for family, kind in ((16, 3), (17, 3), (40, 1), (38, 5)):
    try:
        socket.socket(family, kind)
        print("ESCAPED", family)
    except OSError:
        pass
print("done")
