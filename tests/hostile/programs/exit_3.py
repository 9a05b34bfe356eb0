# property: sys.exit(3) does not count as a success
# verdict: exited|error
# source: issue 4, the list of 91 properties
import sys

sys.exit(3)
