# property: memfd pages are outside RLIMIT_AS
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp
import os

total, kept = 0, []
try:
    for i in range(20):
        fd = os.memfd_create(f"hostile-{i}")
        kept.append(fd)
        total += os.write(fd, b"x" * 10_000_000)
except OSError:
    pass
if total > 100_000_000:
    print("ESCAPED", total)
print("done")
