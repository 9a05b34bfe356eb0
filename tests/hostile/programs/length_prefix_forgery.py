# property: a length prefix of 4 GiB on every descriptor must neither be waited for nor allocated
# verdict: exited|ok|error
# source: own
import os

for fd in range(3, 256):
    try:
        os.write(fd, b"\xff\xff\xff\xff")
    except OSError:
        pass
print("done")
