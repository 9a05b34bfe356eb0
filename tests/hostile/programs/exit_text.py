# property: sys.exit("text") does not count as a success
# verdict: exited|error
# source: issue 4, the list of 91 properties
import sys

sys.exit("no answer")
