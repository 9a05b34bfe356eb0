# property: an endless stderr is stopped and cut
# verdict: output
# source: issue 4, the list of 91 properties
# timeout: 2
import sys

while True:
    sys.stderr.write("x" * 1000 + "\n")
