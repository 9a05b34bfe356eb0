# property: no socket and no directory is inherited (a directory descriptor leads out of any root)
# verdict: ok
# stdout: done
# source: runc CVE-2024-21626 (leaked directory descriptor)
import os
import stat

for fd in range(3, 1024):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    if stat.S_ISDIR(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode) or stat.S_ISBLK(mode):
        print("ESCAPED", fd, oct(mode))
print("done")
