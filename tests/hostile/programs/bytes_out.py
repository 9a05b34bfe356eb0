# property: bytes that are not UTF-8 on stdout do not raise in the client
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: after
import sys

sys.stdout.buffer.write(b"\xff\xfe\x80\n")
sys.stdout.buffer.flush()
print("after")
