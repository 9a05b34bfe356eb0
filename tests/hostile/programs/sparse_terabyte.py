# property: a sparse file of a terabyte is refused
# verdict: ok|crash
# source: own
import os

fd = os.open("sparse", os.O_CREAT | os.O_RDWR, 0o600)
try:
    os.truncate(fd, 2**40)
    print("ESCAPED")
except OSError:
    pass
print("done")
