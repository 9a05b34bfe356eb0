# property: sys.exit("text") is no good end
# verdict: exited|error
# source: the research list of 91 properties
import sys

sys.exit("no answer")
