# property: sys.exit(3) is no good end
# verdict: exited|error
# source: the research list of 91 properties
import sys

sys.exit(3)
