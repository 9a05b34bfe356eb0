# property: one endless line is stopped and cut
# verdict: output
# source: issue 4, the list of 91 properties
# timeout: 2
import sys

while True:
    sys.stdout.write("x" * 4096)
