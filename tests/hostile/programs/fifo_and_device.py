# property: a fifo in the working directory does not hang the clean-up, and no device can be made
# verdict: ok
# source: own
# stdout: done
# requires: uid|seccomp|landlock
import os
import stat

for attempt, bad in (
    (lambda: os.mkfifo("fifo"), False),
    (lambda: os.mknod("zero", 0o600 | stat.S_IFCHR, os.makedev(1, 5)), True),
    (lambda: os.mknod("disk", 0o600 | stat.S_IFBLK, os.makedev(7, 0)), True),
):
    try:
        attempt()
        if bad:
            print("ESCAPED made a device")
    except OSError:
        pass
print("done")
