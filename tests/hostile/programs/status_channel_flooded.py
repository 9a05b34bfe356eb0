# property: junk without end on every other descriptor holds up neither the deadline nor the neighbours
# verdict: timeout|exited|output|crash
# sessions: lost
# source: own
import os

channels = []
for fd in range(3, 256):
    try:
        os.fstat(fd)
    except OSError:
        continue
    channels.append(fd)
while channels:
    for fd in list(channels):
        try:
            os.write(fd, b"x" * 65536)
        except OSError:
            channels.remove(fd)
