# property: every descriptor, the status channel among them, replaced by a pipe that nobody reads
# verdict: exited|ok|error
# source: own
import os

reader, writer = os.pipe()
for fd in range(3, 128):
    if fd not in (reader, writer):
        try:
            os.dup2(writer, fd)
        except OSError:
            pass
print("done")
