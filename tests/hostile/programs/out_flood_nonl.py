# property: one endless line is stopped and cut
# verdict: output
# source: the research list of 91 properties
# timeout: 2
import sys

while True:
    sys.stdout.write("x" * 4096)
