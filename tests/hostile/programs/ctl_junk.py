# property: junk on every descriptor there is must not hurt whoever reads it
# verdict: ok|exited|error
# source: issue 4, the list of 91 properties
import os

for fd in range(3, 256):
    try:
        os.write(fd, b"\xff\xfe{[}\x00\n" * 1000)
    except OSError:
        pass
