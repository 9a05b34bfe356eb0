# property: file names with newlines, options, wild cards and bytes that are not UTF-8 do not stop the clean-up
# verdict: ok
# source: own
# stdout: done
import os

for name in (b"-rf", b"*", b"a\nb", b"\xff\xfe", b" ", b"--", b"$(echo)", b"x" * 255):
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError:
        pass
print("done")
